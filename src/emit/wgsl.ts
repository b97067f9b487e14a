/**
 * Lowered programs as WGSL functions over f32, spliced into the hand-written kernels.
 *
 * Interface: the kernel declares `points`, `vectors` and `results` (storage arrays of f32; `point` selects a row of N),
 * the text defines `fn loss_value(point: u32) -> f32`, `fn loss_gradient(point: u32)` or `fn loss_hessp(point: u32)`;
 * the latter two write `results[point * N + k]`. A program whose memory exceeds what a GPU thread has is refused, in
 * words for the user.
 */
import type { Program } from '../ir/graph';
import { binaryOps, isBinary, isUnary, unaryOps } from '../ir/ops';
import type { Affine, Buffer, Expr, IntegerExpr, Lowered, Statement, StoreMode } from './ast';
import { inlineSingleUses } from './inline';
import { lower } from './lower';
import { indexText } from './text';

export type WgslResult =
  { readonly ok: true; readonly source: string } | { readonly ok: false; readonly reason: string };

/** WGSL guarantees 8,192 bytes of variables in a function; the rest is left to locals. */
const MAX_SCRATCH = 1900;
/** WGSL's limit on the elements of one array expression. */
const MAX_TABLE = 2047;
/** Statements beyond which drivers take seconds to compile. Empirical. */
const MAX_STATEMENTS = 4000;

const LARGEST = 3.4028234663852886e38;

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'tw_nan()';
  if (Math.abs(value) > LARGEST) return value > 0 ? 'tw_infinity()' : '(-tw_infinity())';
  const rounded = Math.fround(value);
  const plain = String(rounded);
  const text = /[.e]/.test(plain) ? plain : `${plain}.0`;
  return rounded < 0 || Object.is(rounded, -0) ? `(${Object.is(rounded, -0) ? '-0.0' : text})` : text;
}

class WgslPrinter {
  private readonly tables: Int32Array[] = [];

  constructor(
    private readonly prefix: string,
    private readonly inputs: readonly Buffer[],
  ) {}

  declarations(lowered: Lowered): string[] {
    const arrays = lowered.buffers.filter((buffer) => buffer.role === 'constant');
    const list = (values: Iterable<number>, text: (value: number) => string): string =>
      Array.from(values, text).join(', ');
    return [
      ...arrays.map((b) => `const ${this.prefix}_${b.name} = array<f32, ${b.size}>(${list(b.data!, numberText)});`),
      ...this.tables.map((t, i) => `const ${this.prefix}_table${i} = array<i32, ${t.length}>(${list(t, String)});`),
    ];
  }

  private element(buffer: Buffer, index: Affine): string {
    const at = indexText(index);
    switch (buffer.role) {
      case 'input':
        return `${this.inputs.indexOf(buffer) === 0 ? 'points' : 'vectors'}[base + ${at}]`;
      case 'output':
        return `results[base + ${at}]`;
      case 'scratch':
        return `${buffer.name}[${at}]`;
      case 'constant':
        return `${this.prefix}_${buffer.name}[${at}]`;
      default:
        return buffer.role satisfies never;
    }
  }

  expr(value: Expr): string {
    switch (value.kind) {
      case 'number':
        return numberText(value.value);
      case 'local':
        return value.name;
      case 'load':
        return this.element(value.buffer, value.index);
      case 'progression':
        return `(${numberText(value.start)} + ${numberText(value.step)} * f32(${indexText(value.index)}))`;
      case 'op':
        return this.operation(value);
      default:
        return value satisfies never;
    }
  }

  private operation({ op, args }: Expr & { kind: 'op' }): string {
    const texts = args.map((arg) => this.expr(arg));
    if (isUnary(op)) return unaryOps[op].wgsl(texts[0]!);
    if (isBinary(op)) return binaryOps[op].wgsl(texts[0]!, texts[1]!);
    return `select(${texts[2]}, ${texts[1]}, (${this.test(args[0]!)}))`;
  }

  private test(cond: Expr): string {
    if (cond.kind === 'op' && (cond.op === 'and' || cond.op === 'or')) {
      return cond.args.map((arg) => `(${this.test(arg)})`).join(cond.op === 'and' ? ' && ' : ' || ');
    }
    const bare = cond.kind === 'op' && isBinary(cond.op) ? binaryOps[cond.op].wgslTest : undefined;
    if (bare && cond.kind === 'op') return bare(this.expr(cond.args[0]!), this.expr(cond.args[1]!));
    return `tw_is_true(${this.expr(cond)})`;
  }

  private update(target: string, mode: StoreMode, value: Expr): string {
    switch (mode) {
      case 'set':
        return `${target} = ${this.expr(value)};`;
      case 'sum':
        return `${target} += ${this.expr(value)};`;
      case 'prod':
        return `${target} *= ${this.expr(value)};`;
      case 'min':
      case 'max':
        return `${target} = tw_${mode}(${target}, ${this.expr(value)});`;
      default:
        return mode satisfies never;
    }
  }

  private integer(value: IntegerExpr): string {
    switch (value.kind) {
      case 'quotient':
        return `(${indexText(value.of)}) / ${value.by}`;
      case 'remainder':
        return `(${indexText(value.of)}) % ${value.by}`;
      case 'table': {
        let at = this.tables.indexOf(value.table);
        if (at < 0) at = this.tables.push(value.table) - 1;
        return `${this.prefix}_table${at}[${indexText(value.at)}]`;
      }
      default:
        return value satisfies never;
    }
  }

  statements(body: readonly Statement[], indent: string): string[] {
    return body.flatMap((statement): string[] => {
      switch (statement.kind) {
        case 'let':
          return [`${indent}let ${statement.name} = ${this.expr(statement.value)};`];
        case 'var':
          return [`${indent}var ${statement.name} = ${this.expr(statement.value)};`];
        case 'assign':
          return [indent + this.update(statement.name, statement.mode, statement.value)];
        case 'store':
          return [
            indent + this.update(this.element(statement.buffer, statement.index), statement.mode, statement.value),
          ];
        case 'fill': {
          const target = this.element(statement.buffer, { constant: 0, terms: [{ symbol: 'f', factor: 1 }] });
          const head = `for (var f = 0; f < ${statement.buffer.size}; f++)`;
          return [`${indent}${head} { ${target} = ${numberText(statement.value)}; }`];
        }
        case 'integer':
          return [`${indent}let ${statement.name} = ${this.integer(statement.value)};`];
        case 'for': {
          const { symbol: i, count, reverse } = statement;
          const head = reverse ? `var ${i} = ${count - 1}; ${i} >= 0; ${i}--` : `var ${i} = 0; ${i} < ${count}; ${i}++`;
          return [`${indent}for (${head}) {`, ...this.statements(statement.body, `${indent}  `), `${indent}}`];
        }
        case 'multiple': {
          const { of, by, body: inner } = statement;
          return [
            `${indent}if (${this.integer({ kind: 'remainder', of, by })} == 0) {`,
            ...this.statements(inner, `${indent}  `),
            `${indent}}`,
          ];
        }
        default:
          return statement satisfies never;
      }
    });
  }
}

function countStatements(body: readonly Statement[]): number {
  return body.reduce((count, s) => count + 1 + ('body' in s ? countStatements(s.body) : 0), 0);
}

/** Why a program does not fit a GPU thread, in a user's words; null if it does. */
function refusal(lowered: Lowered): string | null {
  const scratch = lowered.buffers.filter((b) => b.role === 'scratch').reduce((sum, b) => sum + b.size, 0);
  if (scratch > MAX_SCRATCH) {
    return `the loss needs room for ${scratch} intermediate numbers per point; a GPU thread has room for ${MAX_SCRATCH}`;
  }
  const largest = Math.max(0, ...lowered.buffers.filter((b) => b.role === 'constant').map((b) => b.size));
  if (largest > MAX_TABLE) {
    return `the loss uses an array of ${largest} constants; a GPU program can hold arrays of ${MAX_TABLE}`;
  }
  if (countStatements(lowered.body) > MAX_STATEMENTS) return 'the loss is too long for a GPU program';
  return null;
}

/** Emits one WGSL function for a program of inputs [x] or [x, p].
 *  @param name  `loss_value` for a scalar output; `loss_gradient` or `loss_hessp` for one array output
 *  @returns     the function and its tables, without the prelude: see `preludeFor` */
export function emitWgsl(program: Program, name: 'loss_value' | 'loss_gradient' | 'loss_hessp'): WgslResult {
  const lowered = inlineSingleUses(lower(program));
  const reason = refusal(lowered);
  if (reason) return { ok: false, reason };
  const printer = new WgslPrinter(name, lowered.inputs);
  const n = lowered.inputs[0]!.size;
  const body = printer.statements(lowered.body, '  ');
  const declarations = printer.declarations(lowered);
  const scratch = lowered.buffers
    .filter((buffer) => buffer.role === 'scratch' && buffer.size > 0)
    .map((buffer) => `  var ${buffer.name}: array<f32, ${buffer.size}>;`);
  const result = lowered.result ? [`  return ${printer.expr(lowered.result)};`] : [];
  const head = `fn ${name}(point: u32)${lowered.result ? ' -> f32' : ''} {`;
  const source = [...declarations, head, `  let base = i32(point) * ${n};`, ...scratch, ...body, ...result, '}'];
  return { ok: true, source: source.join('\n') };
}
