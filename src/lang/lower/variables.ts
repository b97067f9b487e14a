/** The state of a compilation: the graph, variables and scopes, the work done so far. */
import type { Graph } from '../../ir/graph';
import { type Diagnostic, didYouMean, fail } from '../diagnostics';
import { globalValue, moduleFor } from '../functions/lookup';
import { plainGlobals } from '../plain-globals';
import type { Expression, Language, Range, Statement } from '../syntax/tree';
import { assignedNames } from '../syntax/visit';
import { type Completion, type Context, type OpenLoop, CarriedDiscovered, Store } from './context';
import { failPoison } from './convert';
import type { Notes } from './notes';
import { TensorOps } from './tensors';
import { type ArgumentValue, type Value, Cell, Scope, Tensor } from './values';

const maximumWork = 400_000;

const browserNames = new Set(
  'document window navigator location fetch XMLHttpRequest WebSocket localStorage sessionStorage indexedDB Date performance setTimeout setInterval crypto process require globalThis self'.split(
    ' ',
  ),
);

const javaScriptNames = new Set(plainGlobals);

/** State and variables of a compilation. */
export abstract class Variables implements Context {
  abstract evaluate(expression: Expression, scope: Scope): Value;
  abstract execute(body: readonly Statement[], scope: Scope): Completion;
  abstract call(callee: Value, args: readonly ArgumentValue[], range: Range): Value;

  readonly ops: TensorOps;

  readonly store = new Store();

  readonly loops: OpenLoop[] = [];

  readonly packages = new Set<string>();

  readonly errors: Diagnostic[] = [];

  path: Tensor | null = null;

  /** what names stand for, where somebody wants to know */
  notes: Notes | null = null;

  /** variables in the order in which they were made, so that an attempt can be undone */
  protected readonly created: { scope: Scope; name: string; previous: Cell | undefined }[] = [];

  protected work = 0;

  constructor(
    readonly graph: Graph,
    readonly language: Language,
  ) {
    this.ops = new TensorOps(graph);
  }

  spend(range: Range, amount = 1): void {
    this.work += amount;
    if (this.work > maximumWork) {
      fail(
        range,
        'too-large',
        'This loss unrolls into too many operations to compile.',
        'Use array operations or fewer iterations.',
      );
    }
  }

  defineCell(scope: Scope, name: string, value: Value, isConstant = false): Cell {
    const cell = new Cell(name, value, this.ops.depth, isConstant);
    this.created.push({ scope, name, previous: scope.cells.get(name) });
    scope.cells.set(name, cell);
    for (const loop of this.loops) loop.created.push(cell);
    return cell;
  }

  creationMark(): number {
    return this.created.length;
  }

  undoCreations(mark: number): void {
    while (this.created.length > mark) {
      const { scope, name, previous } = this.created.pop()!;
      if (previous) scope.cells.set(name, previous);
      else scope.cells.delete(name);
    }
  }

  writeCell(cell: Cell, value: Value): void {
    for (const loop of this.loops) {
      if (cell.stamp < loop.stamp && !loop.carried.has(cell)) throw new CarriedDiscovered(cell);
    }
    this.store.touch(cell);
    cell.value = value;
  }

  protected readName(name: string, range: Range, scope: Scope): Value {
    const cell = scope.lookup(name);
    if (cell) {
      if (cell.value.kind === 'poison') failPoison(cell.value);
      this.notes?.add(range, cell.value, cell);
      return cell.value;
    }
    for (let s: Scope | null = scope; s; s = s.parent) {
      if (s.locals?.has(name) && !s.outer.has(name)) {
        fail(
          range,
          'unbound',
          `“${name}” is used before it has a value.`,
          'Assign it first on every path that leads here.',
        );
      }
    }
    const builtin = globalValue(this.language, name);
    if (builtin) {
      this.notes?.add(range, builtin, null);
      return builtin;
    }
    return this.failUnknown(name, range, scope);
  }

  protected failUnknown(name: string, range: Range, scope: Scope): never {
    const near = didYouMean(name, [...new Set([...scope.names(), ...moduleFor(this.language)])]);
    if (browserNames.has(name)) {
      fail(
        range,
        'unknown-name',
        `“${name}” belongs to the page around; a loss knows its numbers alone.`,
        'Add what it would read as data.',
      );
    }
    if (this.language === 'javascript' && javaScriptNames.has(name)) {
      fail(range, 'unsupported', `“${name}” is not part of the loss language.`, 'Use numbers, arrays and Math.');
    }
    return fail(
      range,
      'unknown-name',
      `“${name}” is not defined.`,
      near ? `Did you mean “${near}”?` : `Define it above the loss, or pass it as a parameter.`,
    );
  }

  protected bindName(
    name: string,
    value: Value,
    scope: Scope,
    declares: 'let' | 'const' | 'var' | null,
    range: Range,
  ): void {
    this.assignName(name, value, scope, declares, range);
    this.notes?.add(range, value, scope.lookup(name), true);
  }

  private assignName(
    name: string,
    value: Value,
    scope: Scope,
    declares: 'let' | 'const' | 'var' | null,
    range: Range,
  ): void {
    if (declares !== null) {
      const home = declares === 'var' ? scope.functionScope() : scope;
      const existing = declares === 'var' ? home.cells.get(name) : undefined;
      if (existing) this.writeCell(existing, value);
      else this.defineCell(home, name, value, declares === 'const');
      return;
    }
    if (this.language === 'javascript') {
      const cell = scope.lookup(name);
      if (!cell) return this.failUnknown(name, range, scope);
      if (cell.isConstant)
        fail(range, 'constant', `“${name}” is declared with const and cannot change.`, 'Declare it with let.');
      this.writeCell(cell, value);
      return;
    }
    const home = this.homeOf(scope, name);
    const cell = scope.outer.has(name) || home.outer.has(name) ? home.lookup(name) : home.cells.get(name);
    if (cell) this.writeCell(cell, value);
    else this.defineCell(home, name, value);
  }

  /** The function scope that an assignment in Python writes to (comprehensions have scopes of their own). */
  protected homeOf(scope: Scope, name: string): Scope {
    let home: Scope = scope;
    while (home.locals === null && home.parent && !home.cells.has(name)) home = home.parent;
    return home;
  }

  assignedCells(body: readonly Statement[], scope: Scope): Cell[] {
    return [...assignedNames(body)].flatMap((name) => scope.lookup(name) ?? []);
  }

  protected blockScope(scope: Scope): Scope {
    return this.language === 'javascript' ? new Scope(scope) : scope;
  }
}
