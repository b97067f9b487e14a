/** From a program to loops: inputs and outputs bound to buffers, the rest left to `region.ts` and the kernels. */
import type { Program } from '../ir/graph';
import type { Node, ScanBody } from '../ir/node';
import { sizeOf } from '../ir/shape';
import { addScaled, mapRange, symbolIndex, ZERO } from './affine';
import type { Affine, Expr, Lowered, Statement } from './ast';
import { lowerCumulative, lowerMatmul } from './kernels';
import { lowerRegion, type Request } from './region';
import { Allocator, Scope, type Destination } from './scope';
import { scalarValue, valueAt } from './values';

/** Lowers a program. Outputs of shape [] become its result (at most one); all others go to output buffers. */
export function lower(program: Program): Lowered {
  const allocator = new Allocator();
  const scope = new Scope(allocator);
  const inputs = program.inputs.map((input) => {
    const buffer = allocator.buffer('input', sizeOf(input.shape));
    scope.bind(input, { kind: 'buffer', buffer, offset: ZERO });
    return buffer;
  });
  const requests: Request[] = program.outputs.map((node) => ({
    node,
    destination:
      node.shape.length === 0 ? null : { buffer: allocator.buffer('output', sizeOf(node.shape)), offset: ZERO },
  }));
  const [result = null] = lowerRegion(scope, requests, lowerKernel);
  const outputs = requests.flatMap((request) => (request.destination ? [request.destination.buffer] : []));
  return { inputs, outputs, result, body: scope.statements, buffers: allocator.buffers };
}

function lowerKernel(scope: Scope, node: Node, outputs: readonly Node[], memory: (node: Node) => Destination): void {
  if (node.op === 'scan') lowerScan(scope, node, outputs, memory);
  else if (node.op === 'matmul') lowerMatmul(scope, node, memory(node));
  else lowerCumulative(scope, node, memory(node));
}

/** What a loop carries: a mutable local, or an array with a second one for the next step. */
type Carried = { readonly name: string } | { readonly now: Destination; readonly next: Destination };

/** A sequential loop. Its body is a region of its own, once a step; next carries are complete before any is replaced. */
function lowerScan(scope: Scope, scan: Node, outputs: readonly Node[], memory: (node: Node) => Destination): void {
  const body = scan.attrs.scan!;
  const { allocator } = scope;
  const inner = new Scope(allocator, scope);
  const step = symbolIndex(scope.declareSymbol('n', body.length - 1));
  const carried = body.carry.map((param, i) => startCarry(scope, inner, param, scan.args[i]!));
  body.xs.forEach((param, i) => {
    const row = addScaled(ZERO, step, sizeOf(param.shape));
    inner.bind(param, { kind: 'row', source: scan.args[body.carry.length + i]!, row });
  });
  inner.bind(body.index, { kind: 'scalar', value: { kind: 'progression', start: 0, step: 1, index: step } });
  for (const node of body.captured) {
    if (sizeOf(node.shape) === 1) inner.bind(node, { kind: 'scalar', value: scalarValue(scope, node) });
  }

  const requests: Request[] = [];
  for (const output of outputs) {
    const { kind, index } = output.attrs as { kind: string; index: number };
    if (kind === 'carry') continue;
    const { buffer, offset } = memory(output);
    if (kind === 'checkpoints') {
      storeCheckpoint(inner, body, step, output, { buffer, offset });
      continue;
    }
    const node = kind === 'ys' ? body.ys[index]! : body.carry[index]!;
    requests.push({ node, destination: { buffer, offset: addScaled(offset, step, sizeOf(node.shape)) } });
  }
  const changing = body.nextCarry.map((_, i) => i).filter((i) => body.nextCarry[i] !== body.carry[i]);
  for (const i of changing) {
    const state = carried[i]!;
    requests.push({ node: body.nextCarry[i]!, destination: 'name' in state ? null : state.next });
  }
  const scalars = lowerRegion(inner, requests, lowerKernel);
  replaceCarries(
    inner,
    changing.map((i) => carried[i]!),
    scalars,
  );
  scope.push({
    kind: 'for',
    symbol: step.terms[0]!.symbol,
    count: body.length,
    reverse: body.reverse,
    body: inner.statements,
  });
  for (const output of outputs) {
    if (output.attrs.kind !== 'carry') continue;
    const state = carried[output.attrs.index!]!;
    if ('name' in state) scope.bind(output, { kind: 'scalar', value: { kind: 'local', name: state.name } });
    else scope.bind(output, { kind: 'buffer', ...state.now });
  }
}

/** Keeps a carry at the start of every so many steps. */
function storeCheckpoint(
  inner: Scope,
  { length, reverse, carry }: ScanBody,
  step: Affine,
  output: Node,
  { buffer, offset }: Destination,
): void {
  const { every, index } = output.attrs as { every: number; index: number };
  const param = carry[index]!;
  const taken = reverse ? mapRange(step, length - 1, -1) : step;
  const segment = inner.allocator.name('j');
  const row = reverse ? mapRange(symbolIndex(segment), output.shape[0]! - 1, -1) : symbolIndex(segment);
  const size = sizeOf(param.shape);
  const at = symbolIndex(inner.allocator.name('i'));
  const store: Statement = {
    kind: 'store',
    buffer,
    index: addScaled(addScaled(offset, row, size), size === 1 ? ZERO : at, 1),
    mode: 'set',
    value: carriedElement(inner, param, at),
  };
  const copy: Statement =
    size === 1 ? store : { kind: 'for', symbol: at.terms[0]!.symbol, count: size, reverse: false, body: [store] };
  const quotient: Statement = { kind: 'integer', name: segment, value: { kind: 'quotient', of: taken, by: every } };
  inner.push({ kind: 'multiple', of: taken, by: every, body: [quotient, copy] });
}

/** An element of what a loop carries, as it is at the start of a step. */
function carriedElement(inner: Scope, param: Node, at: Affine): Expr {
  const bound = inner.binding(param)!;
  if (bound.kind === 'scalar') return bound.value;
  if (bound.kind === 'buffer') return { kind: 'load', buffer: bound.buffer, index: addScaled(bound.offset, at, 1) };
  throw new Error('a loop carries what it owns');
}

function startCarry(scope: Scope, inner: Scope, param: Node, init: Node): Carried {
  const { allocator } = scope;
  const size = sizeOf(param.shape);
  if (size === 1) {
    const name = allocator.name('c');
    scope.push({ kind: 'var', name, value: scalarValue(scope, init) });
    inner.bind(param, { kind: 'scalar', value: { kind: 'local', name } });
    return { name };
  }
  const now = { buffer: allocator.buffer('scratch', size), offset: ZERO };
  const next = { buffer: allocator.buffer('scratch', size), offset: ZERO };
  if (size > 0) {
    const at = scope.open(size);
    scope.push({
      kind: 'store',
      buffer: now.buffer,
      index: at,
      mode: 'set',
      value: valueAt(scope, init, { flat: at }),
    });
    scope.close();
  }
  inner.bind(param, { kind: 'buffer', ...now });
  return { now, next };
}

function replaceCarries(inner: Scope, carried: readonly Carried[], scalars: readonly Expr[]): void {
  const names = new Set(carried.flatMap((state) => ('name' in state ? [state.name] : [])));
  // A carry that becomes another carry's present value must be read before that one is replaced.
  const values = scalars.map((value): Expr => {
    if (value.kind !== 'local' || !names.has(value.name)) return value;
    const name = inner.allocator.name('t');
    inner.push({ kind: 'let', name, value });
    return { kind: 'local', name };
  });
  let next = 0;
  for (const state of carried) {
    if ('name' in state) {
      inner.push({ kind: 'assign', name: state.name, mode: 'set', value: values[next++]! });
    } else if (state.now.buffer.size > 0) {
      const index = inner.open(state.now.buffer.size);
      const value: Expr = { kind: 'load', buffer: state.next.buffer, index };
      inner.push({ kind: 'store', buffer: state.now.buffer, index, mode: 'set', value });
      inner.close();
    }
  }
}
