/**
 * The vocabulary of the array program: nodes, shapes, programs, and the builder interface that derivative rules use.
 *
 * Types alone, so that the op table can speak of the graph and the graph of the op table without an import cycle.
 */

/** Extents, row-major: [] is a scalar, [n] a vector, [m, n] a matrix. */
export type Shape = readonly number[];

/** Elementwise functions of one array. Booleans are 0 and 1. */
export type UnaryOp =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'sqrt'
  | 'cbrt'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'log2'
  | 'log10'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'trunc'
  | 'erf'
  | 'square'
  | 'reciprocal'
  | 'relu'
  | 'sigmoid'
  | 'softplus'
  | 'not'
  | 'isnan'
  | 'isfinite';

/** Elementwise functions of two arrays that broadcast as NumPy's do. `mod` and `floordiv` are floored (Python's);
 *  `rem` truncates (JavaScript's `%`). `maskmul` is a·b where a = 0 annihilates even ∞ and NaN. */
export type BinaryOp =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'pow'
  | 'atan2'
  | 'hypot'
  | 'min'
  | 'max'
  | 'mod'
  | 'rem'
  | 'floordiv'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'eq'
  | 'ne'
  | 'and'
  | 'or'
  | 'maskmul';

/** Operations that move, combine or fold whole arrays. */
export type ArrayOp =
  | 'input'
  | 'constant'
  | 'param'
  | 'select'
  | 'reduce'
  | 'cumulative'
  | 'reshape'
  | 'transpose'
  | 'broadcast'
  | 'slice'
  | 'gather'
  | 'concat'
  | 'scatter'
  | 'matmul'
  | 'scan'
  | 'output';

export type OpName = UnaryOp | BinaryOp | ArrayOp;
export type ReduceOp = 'sum' | 'prod' | 'min' | 'max';

/** One axis of a slice: elements start, start + step, …; step may be negative, never 0 unless count ≤ 1. */
export interface Range {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Where one argument of a `scatter` lands in the result: a rectangle, or rows picked along one axis. */
export type Target =
  | { readonly kind: 'slice'; readonly ranges: readonly Range[] }
  | { readonly kind: 'gather'; readonly indices: Int32Array; readonly axis: number };

/** The body of a sequential loop. Its nodes live in the same graph; `carry`, `xs` and `index` are its parameters.
 *  The scan's arguments are the initial carries, then the arrays behind `xs`, then `captured` outer nodes. */
export interface ScanBody {
  readonly length: number;
  /** Iterate from length − 1 down to 0; element k of xs and ys belongs to index k either way. */
  readonly reverse: boolean;
  readonly carry: readonly Node[];
  readonly xs: readonly Node[];
  readonly index: Node;
  readonly captured: readonly Node[];
  readonly nextCarry: readonly Node[];
  readonly ys: readonly Node[];
}

/** What an `output` node takes from its scan: a final carry, a stacked y, or the stacked carries at the start of
 *  each step, or of each `every`-th one that is taken (what a reverse pass replays from). The latter are in the order of
 *  the indices, as everything stacked is. Outputs that nobody asks for are never stored. */
export type ScanOutputKind = 'carry' | 'ys' | 'history' | 'checkpoints';

export interface Attrs {
  readonly name?: string;
  readonly data?: Float64Array;
  readonly reduce?: ReduceOp;
  readonly axes?: readonly number[];
  readonly axis?: number;
  readonly reverse?: boolean;
  readonly exclusive?: boolean;
  readonly perm?: readonly number[];
  readonly ranges?: readonly Range[];
  readonly indices?: Int32Array;
  readonly targets?: readonly Target[];
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly scan?: ScanBody;
  readonly kind?: ScanOutputKind;
  readonly index?: number;
  /** Of checkpoints: the steps from one to the next. */
  readonly every?: number;
}

export interface Node {
  readonly id: number;
  readonly op: OpName;
  readonly args: readonly Node[];
  readonly shape: Shape;
  readonly attrs: Attrs;
  /** Ids of scan parameters that this node depends on and that no scan inside it binds. */
  readonly free: readonly number[];
}

/** The part of the graph builder that derivative rules are written in. Numbers stand for scalar constants. */
export interface Builder {
  scalar(value: number): Node;
  unary(op: UnaryOp, a: Node): Node;
  binary(op: BinaryOp, a: Node | number, b: Node | number): Node;
  select(cond: Node, a: Node | number, b: Node | number): Node;
}

/** An elementwise operation never needs more than its arguments and its own value to be differentiated. */
export type Partial1 = (g: Builder, a: Node, y: Node) => Node;
export type Partial2 = (g: Builder, a: Node, b: Node, y: Node) => Node;

/** What one loop step gives back: the next carries and what is stacked. */
export interface ScanStep {
  readonly carry: readonly Node[];
  readonly ys: readonly Node[];
}

/** Everything the array operations build each other from. `Graph` is the one implementation. */
export interface GraphCore extends Builder {
  /** Whether rewrites that change rounding are allowed: on in derivative code, off in the user's own arithmetic. */
  readonly relaxed: boolean;
  /** Numbers that the adjoint of one sequential loop may keep before it keeps checkpoints instead. */
  readonly historyLimit: number;
  /** The node itself: interned, folded if its arguments are constants; no other rewriting. */
  make(op: OpName, args: readonly Node[], shape: Shape, attrs?: Attrs): Node;
  constant(data: ArrayLike<number>, shape: Shape): Node;
  param(shape: Shape): Node;
  reduce(op: ReduceOp, a: Node, axes?: readonly number[], keepdims?: boolean): Node;
  cumulative(op: 'sum' | 'prod', a: Node, axis: number, how?: { reverse?: boolean; exclusive?: boolean }): Node;
  reshape(a: Node, shape: Shape): Node;
  transpose(a: Node, perm?: readonly number[]): Node;
  broadcastTo(a: Node, shape: Shape): Node;
  slice(a: Node, ranges: readonly Range[]): Node;
  gather(a: Node, indices: ArrayLike<number>, axis: number): Node;
  concat(parts: readonly Node[], axis: number): Node;
  scatter(parts: readonly Node[], targets: readonly Target[], shape: Shape): Node;
  matmul(a: Node, b: Node): Node;
  product(a: Node, b: Node, transposeA: boolean, transposeB: boolean): Node;
  scanOf(body: Omit<ScanBody, 'captured'>, init: readonly Node[], xs: readonly Node[]): Node;
  scanOutput(scan: Node, kind: ScanOutputKind, index: number, every?: number): Node;
}

/** A graph with chosen inputs and outputs: what is differentiated and emitted. */
export interface ProgramOf<G extends GraphCore> {
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
  readonly graph: G;
}
