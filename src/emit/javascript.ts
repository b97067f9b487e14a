/**
 * Lowered programs as f64 JavaScript.
 *
 * The text consists of generated names, numbers and the op table's own texts; nothing that a user wrote reaches it.
 * Scratch memory is made once per compiled function, so that a call allocates nothing.
 */
import type { Program } from '../ir/graph';
import { binaryOps, isBinary, isUnary, unaryOps } from '../ir/ops';
import { runtime } from '../ir/special';
import type { Affine, Buffer, Expr, IntegerExpr, Lowered, Statement, StoreMode } from './ast';
import { inlineSingleUses } from './inline';
import { lower } from './lower';
import { indexText } from './text';

/** A compiled program: `run(…inputs, …array outputs)` returns its scalar output, or NaN if it has none. */
export interface CompiledProgram {
  readonly run: (...arrays: Float64Array[]) => number;
  /** `batch(count, …inputs, …array outputs, results)`: the same for `count` points that lie one after another in
   *  every array; scalar outputs go to `results`. */
  readonly batch: (count: number, ...arrays: Float64Array[]) => void;
  /** The text of `run`. */
  readonly source: string;
}

function numberText(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.startsWith('-') ? `(${text})` : text;
}

class Printer {
  private readonly tables: Int32Array[] = [];

  /** @param batch  whether inputs and outputs start at an offset that depends on the point */
  constructor(private readonly batch: boolean) {}

  get integerTables(): readonly Int32Array[] {
    return this.tables;
  }

  private element(buffer: Buffer, index: Affine): string {
    const based = this.batch && (buffer.role === 'input' || buffer.role === 'output');
    return `${buffer.name}[${based ? `${buffer.name}At + ` : ''}${indexText(index)}]`;
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
        return this.progression(value.start, value.step, value.index);
      case 'op':
        return this.operation(value);
      default:
        return value satisfies never;
    }
  }

  private progression(start: number, step: number, index: Affine): string {
    const position = indexText(index);
    const scaled = step === 1 ? position : `${numberText(step)} * (${position})`;
    return start === 0 ? scaled : `${numberText(start)} + ${scaled}`;
  }

  /** An operand: anything but a name, a number or an element in parentheses. */
  private atom(value: Expr): string {
    const text = this.expr(value);
    const bare = value.kind === 'local' || value.kind === 'number' || value.kind === 'load';
    return bare || /^[A-Za-z.0-9]+\([^()]*\)$/.test(text) || /^[a-z]\d*$/.test(text) ? text : `(${text})`;
  }

  private operation(value: Expr & { kind: 'op' }): string {
    const args = value.args.map((arg) => this.atom(arg));
    if (isUnary(value.op)) return unaryOps[value.op].js(args[0]!);
    if (isBinary(value.op)) return binaryOps[value.op].js(args[0]!, args[1]!);
    return `${this.test(value.args[0]!)} ? ${args[1]} : ${args[2]}`;
  }

  /** A condition: a comparison as it is, any other number against 0. */
  private test(cond: Expr): string {
    if (cond.kind === 'op' && (cond.op === 'and' || cond.op === 'or')) {
      return cond.args.map((arg) => `(${this.test(arg)})`).join(cond.op === 'and' ? ' && ' : ' || ');
    }
    const bare = cond.kind === 'op' && isBinary(cond.op) ? binaryOps[cond.op].test : undefined;
    if (bare && cond.kind === 'op') return bare(this.atom(cond.args[0]!), this.atom(cond.args[1]!));
    return `${this.atom(cond)} !== 0`;
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
        return `${target} = Math.${mode}(${target}, ${this.expr(value)});`;
      default:
        return mode satisfies never;
    }
  }

  private integer(value: IntegerExpr): string {
    switch (value.kind) {
      case 'quotient':
        return `((${indexText(value.of)}) / ${value.by}) | 0`;
      case 'remainder':
        return `(${indexText(value.of)}) % ${value.by}`;
      case 'table': {
        let at = this.tables.indexOf(value.table);
        if (at < 0) at = this.tables.push(value.table) - 1;
        return `table${at}[${indexText(value.at)}]`;
      }
      default:
        return value satisfies never;
    }
  }

  private fill(buffer: Buffer, value: number): string {
    const based = this.batch && buffer.role === 'output';
    const range = based ? `, ${buffer.name}At, ${buffer.name}At + ${buffer.size}` : '';
    return `${buffer.name}.fill(${numberText(value)}${range});`;
  }

  statements(body: readonly Statement[], indent: string): string[] {
    return body.flatMap((statement): string[] => {
      switch (statement.kind) {
        case 'let':
          return [`${indent}const ${statement.name} = ${this.expr(statement.value)};`];
        case 'var':
          return [`${indent}let ${statement.name} = ${this.expr(statement.value)};`];
        case 'assign':
          return [indent + this.update(statement.name, statement.mode, statement.value)];
        case 'store':
          return [
            indent + this.update(this.element(statement.buffer, statement.index), statement.mode, statement.value),
          ];
        case 'fill':
          return [indent + this.fill(statement.buffer, statement.value)];
        case 'integer':
          return [`${indent}const ${statement.name} = ${this.integer(statement.value)};`];
        case 'for': {
          const { symbol: i, count, reverse } = statement;
          const head = reverse ? `let ${i} = ${count - 1}; ${i} >= 0; ${i}--` : `let ${i} = 0; ${i} < ${count}; ${i}++`;
          return [`${indent}for (${head}) {`, ...this.statements(statement.body, `${indent}  `), `${indent}}`];
        }
        case 'multiple': {
          const { of, by, body: inner } = statement;
          return [
            `${indent}if (${this.integer({ kind: 'remainder', of, by })} === 0) {`,
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

function functionText(lowered: Lowered): { source: string; tables: readonly Int32Array[] } {
  const printer = new Printer(false);
  const params = [...lowered.inputs, ...lowered.outputs].map((buffer) => buffer.name);
  const body = printer.statements(lowered.body, '  ');
  const result = `  return ${lowered.result ? printer.expr(lowered.result) : 'NaN'};`;
  const source = [`function run(${params.join(', ')}) {`, ...body, result, '}'].join('\n');
  return { source, tables: printer.integerTables };
}

function batchText(lowered: Lowered): { source: string; tables: readonly Int32Array[] } {
  const printer = new Printer(true);
  const arrays = [...lowered.inputs, ...lowered.outputs];
  const params = ['count', ...arrays.map((buffer) => buffer.name), ...(lowered.result ? ['results'] : [])];
  const offsets = arrays.map((buffer) => `    const ${buffer.name}At = point * ${buffer.size};`);
  const body = printer.statements(lowered.body, '    ');
  const result = lowered.result ? [`    results[point] = ${printer.expr(lowered.result)};`] : [];
  const loop = ['  for (let point = 0; point < count; point++) {', ...offsets, ...body, ...result, '  }'];
  return { source: [`function batch(${params.join(', ')}) {`, ...loop, '}'].join('\n'), tables: printer.integerTables };
}

/** Makes a function from its generated text, closed over its own scratch memory and its constants. */
function build<T>(lowered: Lowered, { source, tables }: { source: string; tables: readonly Int32Array[] }): T {
  const constants = lowered.buffers.filter((buffer) => buffer.role === 'constant');
  const preamble = [
    '"use strict";',
    `const { ${Object.keys(runtime).join(', ')} } = runtime;`,
    ...constants.map((buffer, i) => `const ${buffer.name} = constants[${i}];`),
    ...tables.map((_, i) => `const table${i} = tables[${i}];`),
    ...lowered.buffers
      .filter((buffer) => buffer.role === 'scratch')
      .map((buffer) => `const ${buffer.name} = new Float64Array(${buffer.size});`),
  ];
  // The one place where text becomes code; it holds generated names, numbers and the op table's texts alone.
  // oxlint-disable-next-line typescript/no-implied-eval
  const make = new Function('runtime', 'constants', 'tables', `${preamble.join('\n')}\nreturn ${source};`) as (
    ...closure: unknown[]
  ) => T;
  return make(
    runtime,
    constants.map((buffer) => buffer.data),
    tables,
  );
}

/** Compiles a program to f64 JavaScript.
 *  @param program  any program whose outputs of shape [] are at most one; all other outputs are written to arrays
 *  Cost: linear in the program; the batch form is compiled when it is first used. */
export function emitJavaScript(program: Program): CompiledProgram {
  const lowered = inlineSingleUses(lower(program));
  const single = functionText(lowered);
  let batch: CompiledProgram['batch'] | null = null;
  return {
    run: build<CompiledProgram['run']>(lowered, single),
    batch: (count, ...arrays) =>
      (batch ??= build<CompiledProgram['batch']>(lowered, batchText(lowered)))(count, ...arrays),
    source: single.source,
  };
}
