/**
 * What an expression can be while a loss is being compiled.
 *
 * Numbers, strings, lists, functions that are known at compile time stay themselves; what depends on the point is a
 * `Tensor`. Arrays, lists, dictionaries and variables are mutable objects with identity, so that aliases behave as in
 * the source language.
 */
import type { Node } from '../../ir/graph';
import type { Diagnostic } from '../diagnostics';
import type { Lambda, Range } from '../syntax/tree';
import type { Dimension } from '../units/dimension';

/** Anything whose state can change, be saved and be put back: what branches and loops have to merge. */
export interface Mutable {
  /** number of loops that were open when it was made: axes beyond belong to inner loops */
  readonly depth: number;
  /** order of creation */
  readonly stamp: number;
  save(): unknown;
  restore(state: unknown): void;
}

let stamps = 0;

/** A fresh creation stamp; later objects have larger ones. */
export function nextStamp(): number {
  return ++stamps;
}

/** What an array holds; decides about integer division, indices and masks. */
export type ElementType = 'float' | 'int' | 'bool';

/** What of a tensor can change. */
export interface TensorState {
  readonly node: Node;
  readonly batch: number;
  readonly level: number;
  readonly dimension: Dimension | null;
}

/** An array (or one number) that the graph computes.
 *
 *  The first `batch` axes of the node belong to the loops around it, outermost first, each of the loop's length or 1;
 *  the rest is the array as the user sees it. `level` counts the scans whose body the node lives in. */
export class Tensor implements Mutable {
  readonly kind = 'tensor';
  readonly stamp = nextStamp();
  /** raised on every write, so that a view that was made before can tell that it is out of date */
  version = 0;
  /** the array that this one is a NumPy view of, and that array's version when the view was made */
  viewOf: { readonly base: Tensor; readonly version: number } | null = null;
  /** part of the loss's point: its name in messages, and what it was called with */
  parameter: ParameterUse | null = null;

  constructor(
    public node: Node,
    public batch: number,
    public level: number,
    public type: ElementType,
    readonly depth: number = 0,
    /** its unit, in SI; null for a pure number */
    public dimension: Dimension | null = null,
  ) {}

  get shape(): readonly number[] {
    return this.node.shape.slice(this.batch);
  }

  get rank(): number {
    return this.node.shape.length - this.batch;
  }

  save(): TensorState {
    return { node: this.node, batch: this.batch, level: this.level, dimension: this.dimension };
  }

  restore(state: TensorState): void {
    const { node, batch, level, dimension } = state;
    this.node = node;
    this.batch = batch;
    this.level = level;
    this.dimension = dimension;
    this.version++;
  }
}

/** How the loss uses its vector parameter: decides whether n is free. */
export interface ParameterUse {
  readonly name: string;
  /** the length was asked for, a slice or a negative index taken, or the whole array used */
  usesLength: boolean;
  /** one past the largest constant index that was read; 0 when none was */
  extent: number;
  /** the largest constant start or end of a slice; 0 when none was taken */
  sliceEnd: number;
}

export interface NumberValue {
  readonly kind: 'number';
  readonly value: number;
  /** an `int` of Python; in JavaScript: an integer */
  readonly isInteger: boolean;
}
export interface BooleanValue {
  readonly kind: 'boolean';
  readonly value: boolean;
}
export interface StringValue {
  readonly kind: 'string';
  readonly value: string;
}
/** `None`, `null`, `undefined`. */
export interface NoneValue {
  readonly kind: 'none';
}
export interface TupleValue {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
}
export interface RangeValue {
  readonly kind: 'range';
  readonly start: number;
  readonly step: number;
  readonly length: number;
}
export interface FunctionValue {
  readonly kind: 'function';
  readonly lambda: Lambda;
  readonly scope: Scope;
}
/** A row of the function table, bound to an object where it is called as a method. */
export interface BuiltinValue {
  readonly kind: 'builtin';
  readonly name: string;
  readonly builtin: unknown;
  /** the module, class or language that it was found in */
  readonly home: string | null;
  readonly self: Value | null;
}
export interface ModuleValue {
  readonly kind: 'module';
  readonly name: string;
}
/** A value that could not be computed; using it reports `diagnostic`, or nothing when the cause was reported. */
export interface PoisonValue {
  readonly kind: 'poison';
  readonly diagnostic: Diagnostic | null;
}
/** What a loop carries from one iteration to the next, while the loop is evaluated for all iterations at once:
 *  the variable's value at the start of an iteration, folded with `terms` by `op` since. */
export interface CarriedValue {
  readonly kind: 'carried';
  readonly cell: Cell;
  readonly op: FoldOp | null;
  readonly terms: readonly Value[];
}
export type FoldOp = 'sum' | 'prod' | 'min' | 'max';

interface ListState {
  readonly items: readonly Value[] | null;
  readonly packed: Tensor | null;
  readonly isHollow: boolean;
}

/** A Python list or JavaScript array: either its items, or one array whose first axis is the list. */
export class ListValue implements Mutable {
  readonly kind = 'list';
  readonly stamp = nextStamp();
  private constructor(
    private itemsOrNull: readonly Value[] | null,
    private packedOrNull: Tensor | null,
    readonly depth: number,
  ) {}

  /** what the rows of a packed list of several axes are */
  rowKind: 'list' | 'tuple' | 'array' = 'list';
  /** picked out of another list by a loop's index: writes would be lost */
  isCopy = false;
  /** `new Array(n)` as it was made: places without elements */
  isHollow = false;

  static of(items: readonly Value[], depth: number): ListValue {
    return new ListValue(items, null, depth);
  }

  static packed(tensor: Tensor, depth: number): ListValue {
    return new ListValue(null, tensor, depth);
  }

  get packed(): Tensor | null {
    return this.packedOrNull;
  }

  get items(): readonly Value[] | null {
    return this.itemsOrNull;
  }

  get length(): number {
    return this.itemsOrNull ? this.itemsOrNull.length : this.packedOrNull!.shape[0]!;
  }

  set(items: readonly Value[]): void {
    this.itemsOrNull = items;
    this.packedOrNull = null;
    this.isHollow = false;
  }

  setPacked(tensor: Tensor): void {
    this.itemsOrNull = null;
    this.packedOrNull = tensor;
    this.isHollow = false;
  }

  save(): ListState {
    return { items: this.itemsOrNull, packed: this.packedOrNull, isHollow: this.isHollow };
  }

  restore(state: unknown): void {
    const { items, packed, isHollow } = state as ListState;
    this.itemsOrNull = items;
    this.packedOrNull = packed;
    this.isHollow = isHollow;
  }
}

/** A dictionary or object. */
export class DictValue implements Mutable {
  readonly kind = 'dict';
  readonly stamp = nextStamp();
  /** makes an entry on first use: the parameters of `def loss(**params)` */
  onMissing: ((key: string) => Value | null) | null = null;
  /** what the keys are, where they are no texts: 90 and (0, 1) have the texts “90” and “(0, 1)” */
  readonly keyValues = new Map<string, Value>();
  /** whether these are the parameters of a table, which the text cannot add to */
  isTable = false;

  constructor(
    public entries: ReadonlyMap<string, Value>,
    readonly depth: number,
  ) {}

  save(): unknown {
    return this.entries;
  }

  restore(state: unknown): void {
    this.entries = state as ReadonlyMap<string, Value>;
  }
}

export type Value =
  | NumberValue
  | BooleanValue
  | StringValue
  | NoneValue
  | TupleValue
  | RangeValue
  | FunctionValue
  | BuiltinValue
  | ModuleValue
  | PoisonValue
  | CarriedValue
  | Tensor
  | ListValue
  | DictValue;

/** A variable. */
export class Cell implements Mutable {
  readonly stamp = nextStamp();

  constructor(
    readonly name: string,
    public value: Value,
    readonly depth: number,
    readonly isConstant: boolean = false,
  ) {}

  save(): unknown {
    return this.value;
  }

  restore(state: unknown): void {
    this.value = state as Value;
  }
}

/** Variables by name, with the scope around. */
export class Scope {
  readonly cells = new Map<string, Cell>();
  /** names that the function assigns: Python's local names; null where blocks declare their own */
  locals: ReadonlySet<string> | null = null;
  /** JavaScript's `var` belongs to the nearest one of these */
  isFunction = false;
  /** names declared `global` or `nonlocal` */
  readonly outer = new Set<string>();

  constructor(readonly parent: Scope | null) {}

  lookup(name: string): Cell | null {
    const isOuter = this.outer.has(name);
    const own = isOuter ? undefined : this.cells.get(name);
    return own ?? (this.parent ? this.parent.lookup(name) : null);
  }

  /** The scope of the function around. */
  functionScope(): Scope {
    return this.isFunction || !this.parent ? this : this.parent.functionScope();
  }

  /** Every name that can be seen from here. */
  *names(): Generator<string> {
    yield* this.cells.keys();
    if (this.parent) yield* this.parent.names();
  }
}

export const none: NoneValue = { kind: 'none' };
export const poison: PoisonValue = { kind: 'poison', diagnostic: null };
export const numberOf = (value: number, isInteger: boolean): NumberValue => ({ kind: 'number', value, isInteger });
export const integer = (value: number): NumberValue => ({ kind: 'number', value, isInteger: true });
export const real = (value: number): NumberValue => ({ kind: 'number', value, isInteger: false });
export const booleanOf = (value: boolean): BooleanValue => ({ kind: 'boolean', value });
export const stringOf = (value: string): StringValue => ({ kind: 'string', value });
export const tupleOf = (items: readonly Value[]): TupleValue => ({ kind: 'tuple', items });

/** A value's name in messages. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'number':
      return `the number ${value.value}`;
    case 'boolean':
      return 'a truth value';
    case 'string':
      return `the text “${value.value}”`;
    case 'none':
      return 'a missing value';
    case 'tuple':
      return `a tuple of ${value.items.length}`;
    case 'range':
      return 'a range';
    case 'function':
    case 'builtin':
      return 'a function';
    case 'module':
      return `the module ${value.name}`;
    case 'list':
      return `a list of ${value.length}`;
    case 'dict':
      return 'a dictionary';
    case 'tensor':
      return value.rank === 0 ? 'a number' : `an array of shape ${shapeText(value.shape)}`;
    case 'poison':
    case 'carried':
      return 'a value';
  }
}

/** A shape as NumPy prints it. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** A call's argument after evaluation. */
export interface ArgumentValue {
  readonly value: Value;
  readonly name: string | null;
  readonly range: Range;
}
