/**
 * Lowered programs as Python over NumPy, for people who take a study away: the same order of operations as the
 * JavaScript that ran, so that a method meets the same numbers.
 *
 * Elements are NumPy's float64 throughout, which gives ∞ and NaN where Python's own floats would raise.
 */
import type { Program } from '../ir/graph';
import { binaryOps, isBinary, isUnary, unaryOps } from '../ir/ops';
import type { Affine, Buffer, Expr, IntegerExpr, Lowered, Statement, StoreMode } from './ast';
import { inlineSingleUses } from './inline';
import { lower } from './lower';
import { indexText } from './text';

const INDENT = '    ';

/** A number as Python reads it. */
export function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'np.nan';
  if (!Number.isFinite(value)) return value > 0 ? 'np.inf' : '-np.inf';
  return Object.is(value, -0) ? '-0.0' : String(value);
}

const array = (values: Iterable<number>, type = ''): string =>
  `np.array([${Array.from(values, pythonNumber).join(', ')}]${type})`;

class Printer {
  private readonly tables: Int32Array[] = [];

  /** @param name   what the names of the function's constants begin with
   *  @param point  the input that people call x */
  constructor(
    private readonly name: string,
    private readonly point: Buffer | undefined,
  ) {}

  /** Arrays that the function reads, as assignments that stand before it. */
  constants({ buffers }: Lowered): string[] {
    const arrays = buffers.filter(({ role }) => role === 'constant');
    return [
      ...arrays.map((buffer) => `${this.bufferName(buffer)} = ${array(buffer.data!, ', float')}`),
      ...this.tables.map((table, i) => `${this.tableName(i)} = ${array(table, ', int')}`),
    ];
  }

  bufferName(buffer: Buffer): string {
    const { role, name } = buffer;
    if (role === 'constant') return `${this.name}_${name}`;
    return buffer === this.point ? 'x' : name;
  }

  private tableName(at: number): string {
    return `${this.name}_table${at}`;
  }

  private element(buffer: Buffer, index: Affine): string {
    return `${this.bufferName(buffer)}[${indexText(index)}]`;
  }

  expr(value: Expr): string {
    switch (value.kind) {
      case 'number':
        return pythonNumber(value.value);
      case 'local':
        return value.name;
      case 'load':
        return this.element(value.buffer, value.index);
      case 'progression': {
        const { start, step, index } = value;
        return `np.float64(${pythonNumber(start)} + ${pythonNumber(step)} * (${indexText(index)}))`;
      }
      case 'op':
        return this.operation(value);
      default:
        return value satisfies never;
    }
  }

  /** An operand: anything but a name, a number, an element or a call in parentheses. */
  private atom(value: Expr): string {
    const text = this.expr(value);
    const isNegative = value.kind === 'number' && text.startsWith('-');
    const isBare = !isNegative && value.kind !== 'op' && value.kind !== 'progression';
    return isBare || /^[A-Za-z.0-9]+\([^()]*\)$/.test(text) ? text : `(${text})`;
  }

  private operation(value: Expr & { kind: 'op' }): string {
    const args = value.args.map((arg) => this.atom(arg));
    if (isUnary(value.op)) return unaryOps[value.op].python(args[0]!);
    if (isBinary(value.op)) return binaryOps[value.op].python(args[0]!, args[1]!);
    return `${args[1]} if ${this.test(value.args[0]!)} else ${args[2]}`;
  }

  private test(cond: Expr): string {
    if (cond.kind === 'op' && (cond.op === 'and' || cond.op === 'or')) {
      return cond.args.map((arg) => `(${this.test(arg)})`).join(` ${cond.op} `);
    }
    const bare = cond.kind === 'op' && isBinary(cond.op) ? binaryOps[cond.op].pythonTest : undefined;
    if (bare && cond.kind === 'op') return bare(this.atom(cond.args[0]!), this.atom(cond.args[1]!));
    return `${this.atom(cond)} != 0`;
  }

  private update(target: string, mode: StoreMode, value: Expr): string {
    const text = this.expr(value);
    switch (mode) {
      case 'set':
        return `${target} = ${text}`;
      case 'sum':
        return `${target} += ${text}`;
      case 'prod':
        return `${target} *= ${text}`;
      case 'min':
      case 'max':
        return `${target} = np.${mode}imum(${target}, ${text})`;
      default:
        return mode satisfies never;
    }
  }

  private integer(value: IntegerExpr): string {
    switch (value.kind) {
      case 'quotient':
        return `(${indexText(value.of)}) // ${value.by}`;
      case 'remainder':
        return `(${indexText(value.of)}) % ${value.by}`;
      case 'table': {
        let at = this.tables.indexOf(value.table);
        if (at < 0) at = this.tables.push(value.table) - 1;
        return `${this.tableName(at)}[${indexText(value.at)}]`;
      }
      default:
        return value satisfies never;
    }
  }

  statements(body: readonly Statement[], indent: string): string[] {
    return body.flatMap((statement): string[] => {
      switch (statement.kind) {
        case 'let':
          return [`${indent}${statement.name} = ${this.expr(statement.value)}`];
        case 'var':
          // Not Python's own float, which raises where a sum stays empty and is divided by.
          return [`${indent}${statement.name} = np.float64(${this.expr(statement.value)})`];
        case 'assign':
          return [indent + this.update(statement.name, statement.mode, statement.value)];
        case 'store':
          return [
            indent + this.update(this.element(statement.buffer, statement.index), statement.mode, statement.value),
          ];
        case 'fill':
          return [`${indent}${this.bufferName(statement.buffer)}[:] = ${pythonNumber(statement.value)}`];
        case 'integer':
          return [`${indent}${statement.name} = ${this.integer(statement.value)}`];
        case 'for': {
          const { symbol, count, reverse } = statement;
          const range = reverse ? `${count - 1}, -1, -1` : String(count);
          return [`${indent}for ${symbol} in range(${range}):`, ...this.block(statement.body, indent)];
        }
        case 'multiple': {
          const { of, by } = statement;
          const test = this.integer({ kind: 'remainder', of, by });
          return [`${indent}if ${test} == 0:`, ...this.block(statement.body, indent)];
        }
        default:
          return statement satisfies never;
      }
    });
  }

  private block(body: readonly Statement[], indent: string): string[] {
    const lines = this.statements(body, indent + INDENT);
    return lines.length > 0 ? lines : [`${indent}${INDENT}pass`];
  }
}

/** A program as a Python function of arrays, one for each input, with the constants that it reads before it. It needs
 *  `import numpy as np`, and `from scipy.special import erf` where it calls that.
 *  @param program  one output: a number, or an array that the function makes and returns
 *  @param name     name of the function
 *  @throws Error if the program has more than one output
 *  Cost: linear in the program. */
export function emitPython(program: Program, name: string): string {
  if (program.outputs.length !== 1) throw new Error('a Python function returns one number or one array');
  const lowered = inlineSingleUses(lower(program));
  const printer = new Printer(name, lowered.inputs[0]);
  const body = printer.statements(lowered.body, INDENT);
  const made = lowered.buffers.filter(({ role }) => role === 'output' || role === 'scratch');
  const memory = made.map((buffer) => `${INDENT}${buffer.name} = np.zeros(${buffer.size})`);
  const result = lowered.result ? printer.expr(lowered.result) : lowered.outputs[0]!.name;
  const inputs = lowered.inputs.map((buffer) => printer.bufferName(buffer)).join(', ');
  return [
    ...printer.constants(lowered),
    `def ${name}(${inputs}):`,
    ...memory,
    ...body,
    `${INDENT}return ${result}`,
  ].join('\n');
}
