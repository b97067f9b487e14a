/**
 * What the parts of the lowering share: the graph, the state of variables and objects, the path taken so far.
 *
 * `Context` is an interface, so that arithmetic, indexing, loops and the function table can call back into the
 * interpreter without importing it.
 */
import type { Graph } from '../../ir/graph';
import type { Expression, Language, Range, Statement } from '../syntax/tree';
import type { TensorOps } from './tensors';
import type { ArgumentValue, Cell, Mutable, Scope, Tensor, Value } from './values';

/** A condition: decided at compile time, or a truth value of the graph. */
export type Condition = boolean | Tensor;

/** How a piece of code ends: under which conditions it returned, broke out or went on to the next iteration. */
export interface Completion {
  readonly returned: Condition;
  readonly value: Value | null;
  readonly broke: Condition;
  readonly continued: Condition;
}

/** Code that runs through to its end. */
export const normalCompletion: Completion = { returned: false, value: null, broke: false, continued: false };

/** Thrown while a loop is evaluated for all iterations at once, when that turns out to be impossible. */
export class NotVectorizable extends Error {}

/** Thrown while a loop is evaluated as a scan, when that turns out to be impossible. */
export class NotScannable extends Error {}

/** Thrown when a loop turns out to write a variable that was not known to be carried. */
export class CarriedDiscovered extends Error {
  constructor(readonly cell: Cell) {
    super();
  }
}

/** A loop that is open, whichever way it is evaluated, with what the interpreter must know of it. */
export interface OpenLoop {
  readonly stamp: number;
  readonly kind: 'vector' | 'scan';
  readonly depth: number;
  /** variables from before the loop that its body may write */
  readonly carried: Set<Cell>;
  /** variables that the body made */
  readonly created: Cell[];
  /** elements of older arrays that the body touched, to find iterations that depend on each other */
  readonly touches: Touch[];
  /** older arrays that the body used as a whole, and those that it wrote into */
  readonly wholeReads: Set<Mutable>;
  readonly written: Set<Mutable>;
}

/** One access to elements of an array that is older than the loop: their positions, one per iteration. */
export interface Touch {
  readonly target: Mutable;
  readonly isWrite: boolean;
  /** numbers of the rows */
  readonly positions: Float64Array;
  /** elements in a row */
  readonly span: number;
  /** extents of the loop axes that `positions` runs over */
  readonly batchShape: readonly number[];
}

/** What every part of the lowering can ask of the interpreter. */
export interface Context {
  readonly language: Language;
  readonly graph: Graph;
  readonly ops: TensorOps;
  readonly store: Store;
  readonly loops: OpenLoop[];
  /** packages that the text imports or names, such as numpy and torch: they give some methods other meanings */
  readonly packages: Set<string>;
  /** condition under which the current statement is reached; null for always */
  path: Tensor | null;
  /** Counts work, so that no text can keep the compiler busy for long.
   *  @throws LossError when the budget is used up */
  spend(range: Range, amount?: number): void;
  evaluate(expression: Expression, scope: Scope): Value;
  execute(body: readonly Statement[], scope: Scope): Completion;
  call(callee: Value, args: readonly ArgumentValue[], range: Range): Value;
  writeCell(cell: Cell, value: Value): void;
  defineCell(scope: Scope, name: string, value: Value, isConstant?: boolean): Cell;
  /** How many variables have been made so far; `undoCreations` removes those made since. */
  creationMark(): number;
  undoCreations(mark: number): void;
}

interface Change {
  readonly before: unknown;
  after: unknown;
}
/** Objects with their states before and after a piece of code. */
export type Changes = Map<Mutable, Change>;

/** Records what a piece of code changes, so that it can be undone and merged. */
export class Store {
  private readonly journals: Map<Mutable, unknown>[] = [];

  /** To be called before an object changes. */
  touch(object: Mutable): void {
    const journal = this.journals.at(-1);
    if (journal && !journal.has(object)) journal.set(object, object.save());
  }

  /** Runs `body`, then puts every object back that it changed.
   *  @param keep  objects whose changes stay (they are merged by other means)
   *  @returns the changes that were undone */
  record<T>(body: () => T, keep: (object: Mutable) => boolean = () => false): { result: T; changes: Changes } {
    const journal = new Map<Mutable, unknown>();
    this.journals.push(journal);
    let result: T;
    try {
      result = body();
    } catch (error) {
      this.journals.pop();
      for (const [object, before] of journal) object.restore(before);
      throw error;
    }
    this.journals.pop();
    const changes: Changes = new Map();
    for (const [object, before] of journal) {
      if (keep(object)) {
        const outer = this.journals.at(-1);
        if (outer && !outer.has(object)) outer.set(object, before);
        continue;
      }
      changes.set(object, { before, after: object.save() });
      object.restore(before);
    }
    return { result, changes };
  }

  /** Runs `body`; undoes its changes only if it throws. */
  attempt<T>(body: () => T): T {
    return this.record(body, () => true).result;
  }
}
