/**
 * Building elementwise nodes: broadcasting, and the algebra done on the way in.
 *
 * Arguments of an elementwise node have its shape or are scalars; a broadcast scalar is used as the scalar it is.
 * Rewrites keep the IEEE result of the user's own arithmetic (0·x stays, since x may be NaN); those that may change
 * rounding run only in `relaxed` (derivative) code, except that a power with a small integer exponent becomes
 * multiplications, as people write it by hand.
 */
import { constantValue } from './constants';
import type { BinaryOp, GraphCore, Node, OpName, UnaryOp } from './node';
import { broadcastShapes, sameShape } from './shape';

const MAX_POWER = 64;

/** A broadcast of a scalar, taken back to the scalar. */
function asScalar(node: Node): Node {
  return node.op === 'broadcast' && node.args[0]!.shape.length === 0 ? node.args[0]! : node;
}

function elementwise(
  g: GraphCore,
  op: OpName,
  args: readonly Node[],
  rewrite: (args: readonly Node[]) => Node | null,
): Node {
  const shape = broadcastShapes(args.map((arg) => arg.shape));
  const scalars = args.map(asScalar);
  const allScalar = scalars.every((arg) => arg.shape.length === 0);
  const operands = scalars.map((arg) => (arg.shape.length === 0 ? arg : g.broadcastTo(arg, shape)));
  const node = rewrite(operands) ?? g.make(op, operands, allScalar ? [] : shape);
  return sameShape(node.shape, shape) ? node : g.broadcastTo(node, shape);
}

const isNeg = (node: Node): boolean => node.op === 'neg';

function simplifyUnary(g: GraphCore, op: UnaryOp, a: Node): Node | null {
  switch (op) {
    case 'neg':
      if (isNeg(a)) return a.args[0]!;
      if (a.op === 'sub' && g.relaxed) return g.binary('sub', a.args[1]!, a.args[0]!);
      if (a.op === 'mul' && constantValue(a.args[0]!) !== undefined) {
        return g.binary('mul', -constantValue(a.args[0]!)!, a.args[1]!);
      }
      return null;
    case 'abs':
      return isNeg(a) ? g.unary('abs', a.args[0]!) : a.op === 'abs' ? a : null;
    case 'square':
      return g.binary('mul', a, a);
    case 'reciprocal':
      return g.binary('div', 1, a);
    default:
      return null;
  }
}

function integerPower(g: GraphCore, base: Node, exponent: number): Node {
  let result: Node | null = null;
  let power = base;
  for (let rest = exponent; rest > 0; rest >>= 1) {
    if (rest & 1) result = result ? g.binary('mul', result, power) : power;
    if (rest > 1) power = g.binary('mul', power, power);
  }
  return result ?? g.scalar(1);
}

function simplifyPower(g: GraphCore, a: Node, exponent: number | undefined): Node | null {
  if (exponent === undefined) return null;
  if (exponent === 0.5) return g.unary('sqrt', a);
  if (!Number.isInteger(exponent) || Math.abs(exponent) > MAX_POWER) return null;
  return exponent >= 0 ? integerPower(g, a, exponent) : g.binary('div', 1, integerPower(g, a, -exponent));
}

const isPowerOfTwo = (value: number): boolean => {
  const exponent = Math.log2(Math.abs(value));
  return Number.isInteger(exponent) && Math.abs(exponent) < 1000;
};

function simplifyProduct(g: GraphCore, a: Node, b: Node): Node | null {
  const [ca, cb] = [constantValue(a), constantValue(b)];
  if (ca === 1) return b;
  if (cb === 1) return a;
  if (ca === -1) return g.unary('neg', b);
  if (cb === -1) return g.unary('neg', a);
  if (isNeg(a) && isNeg(b)) return g.binary('mul', a.args[0]!, b.args[0]!);
  if (ca !== undefined && isNeg(b)) return g.binary('mul', -ca, b.args[0]!);
  if (cb !== undefined && isNeg(a)) return g.binary('mul', a.args[0]!, -cb);
  return g.relaxed ? collectFactor(g, a, b, ca, cb) : null;
}

/** c₁·(c₂·x) → (c₁c₂)·x and c₁·x·y → c₁·(x·y): derivative chains are full of these. */
function collectFactor(g: GraphCore, a: Node, b: Node, ca: number | undefined, cb: number | undefined): Node | null {
  if (cb !== undefined && ca === undefined) return g.binary('mul', b, a);
  if (isNeg(a)) return g.unary('neg', g.binary('mul', a.args[0]!, b));
  if (isNeg(b)) return g.unary('neg', g.binary('mul', a, b.args[0]!));
  const inner = b.op === 'mul' ? constantValue(b.args[0]!) : undefined;
  if (inner !== undefined) {
    if (ca === undefined) return g.binary('mul', inner, g.binary('mul', a, b.args[1]!));
    const factor = ca * inner;
    return Number.isFinite(factor) && factor !== 0 ? g.binary('mul', factor, b.args[1]!) : null;
  }
  const outer = a.op === 'mul' ? constantValue(a.args[0]!) : undefined;
  if (outer !== undefined && ca === undefined) return g.binary('mul', outer, g.binary('mul', a.args[1]!, b));
  return null;
}

function simplifyBinary(g: GraphCore, op: BinaryOp, a: Node, b: Node): Node | null {
  const [ca, cb] = [constantValue(a), constantValue(b)];
  switch (op) {
    case 'add':
      if (ca === 0) return b;
      if (cb === 0) return a;
      if (a === b && g.relaxed) return g.binary('mul', 2, a);
      if (isNeg(b)) return g.binary('sub', a, b.args[0]!);
      return isNeg(a) ? g.binary('sub', b, a.args[0]!) : null;
    case 'sub':
      if (cb === 0) return a;
      if (ca === 0) return g.unary('neg', b);
      return isNeg(b) ? g.binary('add', a, b.args[0]!) : null;
    case 'mul':
      return simplifyProduct(g, a, b);
    case 'div':
      if (cb === 1) return a;
      if (cb !== undefined && cb !== 0 && isPowerOfTwo(cb)) return g.binary('mul', 1 / cb, a);
      if (isNeg(b)) return g.unary('neg', g.binary('div', a, b.args[0]!));
      return isNeg(a) && g.relaxed ? g.unary('neg', g.binary('div', a.args[0]!, b)) : null;
    case 'pow':
      return simplifyPower(g, a, cb);
    case 'maskmul':
      // Only a factor that may be ∞ or NaN needs the guard.
      return (ca !== undefined && ca !== 0) || Number.isFinite(cb) ? g.binary('mul', a, b) : null;
    default:
      return null;
  }
}

/** f(a), element by element. */
export function buildUnary(g: GraphCore, op: UnaryOp, a: Node): Node {
  return elementwise(g, op, [a], ([arg]) => simplifyUnary(g, op, arg!));
}

/** f(a, b), element by element, with broadcasting. */
export function buildBinary(g: GraphCore, op: BinaryOp, a: Node, b: Node): Node {
  return elementwise(g, op, [a, b], ([left, right]) => {
    // Constants fold exactly; rewriting them first would only hide that.
    if (left!.op === 'constant' && right!.op === 'constant') return null;
    return simplifyBinary(g, op, left!, right!);
  });
}

/** a where cond ≠ 0, else b. */
export function buildSelect(g: GraphCore, cond: Node, a: Node, b: Node): Node {
  return elementwise(g, 'select', [cond, a, b], ([test, yes, no]) => {
    const known = constantValue(test!);
    if (known !== undefined) return known !== 0 ? yes! : no!;
    if (yes === no) return yes!;
    if (test!.op === 'not') return g.select(test!.args[0]!, no!, yes!);
    if (test!.op === 'ne' && constantValue(test!.args[1]!) === 0) return g.select(test!.args[0]!, yes!, no!);
    return null;
  });
}

/** Whether f(a, b) = f(b, a) exactly, so that both orders are one node. */
export function isCommutative(op: OpName): boolean {
  return op === 'add' || op === 'mul' || op === 'eq' || op === 'ne' || op === 'and' || op === 'or' || op === 'hypot';
}
