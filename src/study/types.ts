/** The plain data of a study: what is compared, and what came of it. Structured-clone safe; no functions. */
import type { NestedArray } from '../lang/data';
import type { ParamSpec } from '../lang/units/param-spec';
import type { OptionValue } from '../solve/method';
import type { TraceEvent } from '../solve/protocol';
import type { OptimizeResult } from '../solve/result';

// The store and the panels read these through the study: they may not import solvers or the compiler.
export type { NestedArray } from '../lang/data';
export type { Diagnostic } from '../lang/diagnostics';
export type { ParamSpec } from '../lang/units/param-spec';
export type { Need, OptionSpec, OptionValue } from '../solve/method';
export type { TraceEvent } from '../solve/protocol';
export type { OptimizeResult } from '../solve/result';

export type Language = 'auto' | 'javascript' | 'python' | 'formula';
/** [lo, hi] of one coordinate. */
export type Interval = readonly [number, number];

/** A constraint as text, in the variables of the loss: 'x^2 + y^2 <= 2', 'sum(w) == 1'. */
export interface ConstraintText {
  readonly text: string;
}

/** A named array that the text of a loss may use, as a constant. */
export interface DataSet {
  readonly name: string;
  /** numbers, or rows of them; never changed once it is in a study: its identity stands for its content */
  readonly values: NestedArray;
  /** unit of the numbers; the loss itself computes in SI */
  readonly unit?: string;
  /** where it comes from, for people: a file's name, a citation */
  readonly source?: string;
  /** present where the numbers themselves did not come along (a link too short for them): their shape */
  readonly missing?: readonly number[];
}

/** The loss of a study as text, with what is known about it. */
export interface StudyProblem {
  /** id in the catalogue, or null for a loss that the user wrote */
  readonly problemId: string | null;
  readonly text: string;
  readonly language: Language;
  readonly n: number;
  /** plot box, one interval per coordinate (n) */
  readonly domain: readonly Interval[];
  /** known global minima; empty when unknown */
  readonly minima: readonly { readonly x: readonly number[]; readonly fun: number }[];
  /** empty: none */
  readonly constraints: readonly ConstraintText[];
  /** named parameters that the vector x packs, in order; absent: x is what the text itself takes */
  readonly params?: readonly ParamSpec[];
  /** named arrays that the text may use; absent: none */
  readonly data?: readonly DataSet[];
}

/** Stops that hold for every run, whatever the method. */
export interface Budget {
  readonly evaluations: number;
  readonly seconds: number;
}

/** One method with its options on the study's problem. */
export interface RunSpec {
  readonly id: string;
  readonly method: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly x0: readonly number[];
  /** null: no bounds; per coordinate null: none on that side */
  readonly bounds: readonly (readonly [number | null, number | null])[] | null;
  /** the problem's constraints when the run was made; absent: none */
  readonly constraints?: readonly string[];
  readonly seed: number;
}

/** What was recorded at each iterate; columns of equal length `count`. */
export interface Trace {
  readonly n: number;
  readonly count: number;
  /** iterates, row-major (count·n); row 0 is the start */
  readonly x: Float64Array;
  readonly fun: Float64Array;
  /** evaluations of f so far at each iterate (an evaluated batch counts its size) */
  readonly nfev: Float64Array;
  /** evaluations of f and of its gradient so far */
  readonly evaluations: Float64Array;
  /** seconds of solver time since the start */
  readonly seconds: Float64Array;
  /** iteration number of each row, present only when a very long run was thinned; absent: row i is iteration i */
  readonly iterations?: Float64Array;
  /** the largest violation of a constraint or bound at each iterate (SciPy's maxcv); present under constraints only */
  readonly violation?: Float64Array;
  /** f′ at each iterate; present for losses of one variable, where the picture shows the tangent */
  readonly slope?: Float64Array;
  /** what methods showed, each at the iterate with this index */
  readonly events: readonly { readonly at: number; readonly event: TraceEvent }[];
}

/** 'skipped': the method cannot take the problem's bounds or constraints, and was not run. */
export type RunStatus = 'queued' | 'running' | 'done' | 'cancelled' | 'failed' | 'skipped';

export interface Run {
  readonly spec: RunSpec;
  readonly status: RunStatus;
  readonly trace: Trace;
  /** present when done, and when cancelled after the first evaluation (best so far) */
  readonly result: OptimizeResult | null;
  /** why it failed or was skipped, in a user's words */
  readonly error: string | null;
  /** seconds of solver time */
  readonly seconds: number;
  /** how the loss was evaluated, e.g. 'CPU f64' */
  readonly evaluatedOn: string;
}

export interface Environment {
  readonly thalweg: string;
  readonly userAgent: string;
  readonly engine: string;
  readonly date: string;
}

/** Everything that is exported and imported. */
export interface Study {
  readonly problem: StudyProblem;
  readonly runs: readonly Run[];
  readonly seed: number;
  readonly budget: Budget;
  readonly environment: Environment;
}
