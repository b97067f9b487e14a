/**
 * The place where code is being generated: the loops that are open, the values known at each depth, and the memory
 * that nodes are bound to. An inner scope (the body of a sequential loop) sees what its outer scopes have bound.
 */
import type { Node } from '../ir/node';
import { addScaled, affineKey, symbolIndex, type Symbols } from './affine';
import type { Affine, Buffer, Expr, IntegerExpr, Statement } from './ast';

/** How a node that has been computed, or is given, is read. */
export type Binding =
  | { readonly kind: 'scalar'; readonly value: Expr }
  | { readonly kind: 'buffer'; readonly buffer: Buffer; readonly offset: Affine }
  /** Row `row` of another array: what a loop takes along. */
  | { readonly kind: 'row'; readonly source: Node; readonly row: Affine };

/** Memory that a result goes to. */
export interface Destination {
  readonly buffer: Buffer;
  readonly offset: Affine;
}

/** Names and memory, shared by all scopes of one program. */
export class Allocator {
  readonly buffers: Buffer[] = [];
  private readonly constants = new Map<Float64Array, Buffer>();
  private readonly counters = new Map<string, number>();

  name(prefix: string): string {
    const count = this.counters.get(prefix) ?? 0;
    this.counters.set(prefix, count + 1);
    return `${prefix}${count}`;
  }

  buffer(role: Buffer['role'], size: number, data?: Float64Array): Buffer {
    const prefix = { input: 'x', output: 'out', scratch: 'b', constant: 'k' }[role];
    const buffer = { role, name: this.name(prefix), size, data };
    this.buffers.push(buffer);
    return buffer;
  }

  constant(data: Float64Array): Buffer {
    const known = this.constants.get(data) ?? this.buffer('constant', data.length, data);
    this.constants.set(data, known);
    return known;
  }
}

interface Level {
  readonly before: Statement[];
  readonly after: Statement[];
  readonly memo: Map<string, Expr>;
  readonly loop: { readonly symbol: string; readonly count: number } | null;
}

export class Scope implements Symbols {
  private readonly bindings = new Map<number, Binding>();
  private readonly levels: Level[] = [{ before: [], after: [], memo: new Map(), loop: null }];
  private readonly depths = new Map<string, number>();
  private readonly maxima = new Map<string, number>();

  constructor(
    readonly allocator: Allocator,
    private readonly parent: Scope | null = null,
  ) {}

  bind(node: Node, binding: Binding): void {
    this.bindings.set(node.id, binding);
  }

  binding(node: Node): Binding | undefined {
    return this.bindings.get(node.id) ?? this.parent?.binding(node);
  }

  /** Number of open loops of this scope. */
  get depth(): number {
    return this.levels.length - 1;
  }

  /** The statements of the scope, once its loops are closed. */
  get statements(): readonly Statement[] {
    return this.levels[0]!.before;
  }

  push(statement: Statement, depth = this.depth): void {
    this.levels[depth]!.before.push(statement);
  }

  /** Appends to a loop body after the loops inside it. */
  pushAfter(statement: Statement, depth: number): void {
    this.levels[depth]!.after.push(statement);
  }

  /** Opens a loop and returns its variable. */
  open(count: number): Affine {
    const symbol = this.declareSymbol('i', count - 1);
    this.levels.push({ before: [], after: [], memo: new Map(), loop: { symbol, count } });
    this.depths.set(symbol, this.depth);
    return symbolIndex(symbol);
  }

  /** Closes the innermost loop. */
  close(): void {
    const level = this.levels.pop()!;
    this.push({ kind: 'for', ...level.loop!, reverse: false, body: [...level.before, ...level.after] });
  }

  closeTo(depth: number): void {
    while (this.depth > depth) this.close();
    // The outermost level has no loop to end: what follows its loops follows now.
    const outermost = this.levels[0]!;
    if (depth === 0) outermost.before.push(...outermost.after.splice(0));
  }

  /** Sets `size` elements of memory to one number, before the open loops. */
  clear({ buffer, offset }: Destination, size: number, value: number): void {
    if (offset.terms.length === 0 && offset.constant === 0 && buffer.size === size) {
      this.push({ kind: 'fill', buffer, value }, 0);
      return;
    }
    const symbol = this.declareSymbol('i', size - 1);
    const index = addScaled(offset, symbolIndex(symbol), 1);
    const store: Statement = { kind: 'store', buffer, index, mode: 'set', value: { kind: 'number', value } };
    this.push({ kind: 'for', symbol, count: size, reverse: false, body: [store] }, 0);
  }

  /** A symbol of this scope's outermost level, such as the variable of the loop that the scope is the body of. */
  declareSymbol(prefix: string, maximum: number): string {
    const symbol = this.allocator.name(prefix);
    this.maxima.set(symbol, maximum);
    return symbol;
  }

  maximum(symbol: string): number {
    return this.maxima.get(symbol) ?? this.parent?.maximum(symbol) ?? Infinity;
  }

  depthOfIndex(index: Affine): number {
    return Math.max(0, ...index.terms.map((term) => this.depths.get(term.symbol) ?? 0));
  }

  depthOf(value: Expr): number {
    switch (value.kind) {
      case 'number':
        return 0;
      case 'local':
        return this.depths.get(value.name) ?? 0;
      case 'load':
      case 'progression':
        return this.depthOfIndex(value.index);
      case 'op':
        return Math.max(0, ...value.args.map((arg) => this.depthOf(arg)));
      default:
        return value satisfies never;
    }
  }

  remembered(key: string): Expr | undefined {
    for (const level of this.levels) {
      const known = level.memo.get(key);
      if (known) return known;
    }
    return this.parent?.remembered(key);
  }

  /** Names a value at the outermost depth at which it can be computed, and remembers it there. */
  define(key: string, value: Expr): Expr {
    const depth = this.depthOf(value);
    let named = value;
    if (value.kind !== 'number' && value.kind !== 'local') {
      const name = this.allocator.name('t');
      this.push({ kind: 'let', name, value }, depth);
      this.depths.set(name, depth);
      named = { kind: 'local', name };
    }
    this.levels[depth]!.memo.set(key, named);
    return named;
  }

  quotient(of: Affine, by: number): Affine {
    return this.integer({ kind: 'quotient', of, by }, of, `(${affineKey(of)})/${by}`);
  }

  remainder(of: Affine, by: number): Affine {
    return this.integer({ kind: 'remainder', of, by }, of, `(${affineKey(of)})%${by}`, by - 1);
  }

  table(table: Int32Array, at: Affine): Affine {
    if (at.terms.length === 0) return { constant: table[at.constant]!, terms: [] };
    return this.integer({ kind: 'table', table, at }, at, `${this.tableName(table)}[${affineKey(at)}]`);
  }

  private readonly tableNames = new Map<Int32Array, string>();
  private tableName(table: Int32Array): string {
    const known = this.tableNames.get(table) ?? this.allocator.name('table');
    this.tableNames.set(table, known);
    return known;
  }

  private integer(value: IntegerExpr, of: Affine, key: string, maximum = Infinity): Affine {
    const known = this.remembered(key);
    if (known?.kind === 'local') return symbolIndex(known.name);
    const depth = this.depthOfIndex(of);
    const name = this.declareSymbol('j', maximum);
    this.push({ kind: 'integer', name, value }, depth);
    this.depths.set(name, depth);
    this.levels[depth]!.memo.set(key, { kind: 'local', name });
    return symbolIndex(name);
  }
}
