/** What the workers tell the page: plain data, structured-clone safe. The store shows these as they are. */
import type { PlainReading } from '../lang/plain-javascript';
import type { DataSet, Diagnostic, Interval, Need, OptionSpec, ParamSpec } from '../study/types';

/** What the picker shows of a method; functions stay in the worker. */
export interface MethodInfo {
  readonly name: string;
  readonly family: 'minimize' | 'scalar' | 'global' | 'first-order' | 'population';
  readonly summary: string;
  readonly source: string;
  readonly needs: { readonly grad: Need; readonly hess: Need; readonly bounds: Need; readonly constraints: Need };
  /** the one number of variables that it can search; absent: any */
  readonly variables?: 1;
  readonly options: readonly OptionSpec[];
}

export interface LossInfo {
  readonly language: 'javascript' | 'python' | 'formula';
  readonly text: string;
  readonly n: number;
  /** whether the user may choose n */
  readonly anyN: boolean;
  /** one for each coordinate */
  readonly names: readonly string[];
  /** how the text takes its point: one vector, numbers one by one, or parameters by name */
  readonly form: 'vector' | 'scalars' | 'named';
  /** names of what the text takes */
  readonly parameters: readonly string[];
  /** unit of f in SI, such as `V**2`; null: a pure number */
  readonly unit: string | null;
  /** what it was compiled with; the page adds these */
  readonly params?: readonly ParamSpec[];
  readonly data?: readonly DataSet[];
  readonly compileMilliseconds: number;
  readonly graphSize: number;
  readonly javascript: string;
  readonly wgsl: string | null;
  /** present: outside the language, and run in the sandbox as a person chose */
  readonly plain?: PlainReading;
}

/** What the compiler says of one constraint. */
export interface ConstraintReply {
  readonly text: string;
  /** null: the text is not a constraint on this loss */
  readonly kind: 'eq' | 'ineq' | null;
  /** whether it is A·x ≤ b or A·x = b */
  readonly isLinear: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** A constraint's residual on the landscape's grid: kept where it is ≥ 0 ('ineq') or 0 ('eq'). */
export interface ConstraintField {
  readonly text: string;
  readonly kind: 'eq' | 'ineq';
  /** row-major from the lowest y, as the landscape's */
  readonly values: Float32Array;
}

/** f on a grid over the two shown coordinates (n ≥ 2), or along one (n = 1: height 1). */
export interface Landscape {
  readonly width: number;
  readonly height: number;
  readonly xRange: Interval;
  readonly yRange: Interval;
  /** row-major from the lowest y; NaN and ±Infinity kept */
  readonly values: Float32Array | Float64Array;
  readonly axes: readonly [number, number];
  readonly source: 'CPU (f64)' | 'WebGPU (f32)' | 'plain JavaScript (f64)';
  readonly milliseconds: number;
  /** one for each curve of a constraint */
  readonly constraints: readonly ConstraintField[];
  /** f′ at each point, for losses of one variable; absent where it would take too long */
  readonly slopes?: Float32Array;
  /** −gradient directions on a coarse grid, for the arrows; null when off */
  readonly arrows: { readonly columns: number; readonly rows: number; readonly gradients: Float32Array } | null;
}

export interface EngineState {
  readonly kind: 'starting' | 'webgpu' | 'cpu';
  /** badge text: the adapter's name, or 'CPU (f64)' */
  readonly label: string;
  /** why this engine: no adapter, slower than the CPU on this loss, device lost … */
  readonly reason: string;
}

export interface Progress {
  readonly runId: string;
  readonly evaluations: number;
  readonly evaluationsPerSecond: number;
  readonly nit: number;
  readonly bestFun: number;
}
