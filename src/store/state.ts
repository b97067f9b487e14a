/** The shape of the app's state and its actions: the contract between the panels and everything behind them. */
import type { ExampleView } from '../problems/examples';
import type {
  Budget,
  DataSet,
  Diagnostic,
  Interval,
  Language,
  OptionValue,
  ParamSpec,
  Run,
  StudyProblem,
} from '../study/types';
import type { TableReading } from '../study/read-table';
import type { EngineState, Landscape, LossInfo, MethodInfo, Progress } from '../worker/types';

export type { EngineState, Landscape, LossInfo, MethodInfo, Progress } from '../worker/types';

/** A method that the user picked. The same method may be picked twice with other options. */
export interface MethodChoice {
  readonly key: string;
  readonly method: string;
  /** only what differs from the defaults */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** index into the palette (color, dash and marker), stable for the life of the choice */
  readonly style: number;
}

/** What the compiler says of one line of the problem's constraints. */
export interface ConstraintState {
  /** the last good text of this line, in force for runs and pictures; null: none */
  readonly inForce: string | null;
  readonly kind: 'eq' | 'ineq' | null;
  readonly isLinear: boolean;
  /** ranges in the line's present text */
  readonly diagnostics: readonly Diagnostic[];
}

/** What the compiler says of the text in the editor. */
export interface CompileState {
  readonly status: 'compiling' | 'ok' | 'error';
  /** ranges in the editor's present text */
  readonly diagnostics: readonly Diagnostic[];
  /** the last good loss, in force for runs and pictures; null before the first */
  readonly loss: LossInfo | null;
  /** what the last text was read as, good or not */
  readonly language?: LossInfo['language'];
  /** names of what the last text takes, good or not, as far as it could be read */
  readonly parameters?: readonly string[];
  /** a text outside the language that is JavaScript all the same: it could run as that ('offered'), runs as that because
   *  a person chose it ('chosen'), or was to and does not work ('failed'). Absent: none of it */
  readonly plain?: 'offered' | 'chosen' | 'failed';
  /** one for each of the problem's constraints, in their order */
  readonly constraints: readonly ConstraintState[];
}

/** Actions on the table of parameters and the list of data. */
export interface TableActions {
  /** another table; null: none, and x is what the text itself takes. Rows of the same name keep their quantities. */
  setParams(params: readonly ParamSpec[] | null): void;
  /** makes a table of what the text takes: numbers, or one vector */
  nameParams(): void;
  /** adds rows of numbers */
  addParams(names: readonly string[]): void;
  /** A unit of the same kind converts start, bounds and scale; null takes a field away. */
  editParam(
    index: number,
    edit: { name?: string; shape?: readonly number[]; unit?: string; scale?: number | null },
  ): void;
  removeParam(index: number): void;
  /** in the parameter's unit, one number for each element or one for all; null: no bound */
  setParamValues(index: number, which: 'start' | 'lower' | 'upper', values: readonly number[] | null): void;
  /** arrays of parameters start at normal random numbers from the seed, of variance 1 / first extent, within bounds */
  drawStart(): Promise<void>;
  /** replaces arrays of the same names; whether it was done */
  addData(sets: readonly DataSet[]): boolean;
  /** the arrays in a pasted or dropped text, or what is wrong with it; changes nothing */
  readTable(text: string, name: string, dropsGaps?: boolean): Promise<TableReading>;
  editData(index: number, edit: { name?: string; unit?: string }): void;
  removeData(index: number): void;
  /** why a text is no unit, or null */
  unitComplaint(text: string): string | null;
}

export interface AppState extends TableActions {
  readonly methodsAvailable: readonly MethodInfo[];
  readonly problem: StudyProblem;
  readonly compile: CompileState;
  readonly x0: readonly number[];
  /** the two coordinates on show when n > 2 */
  readonly axes: readonly [number, number];
  /** bounds of the problem as the user set them, or null: none; used by methods that take bounds */
  readonly bounds: readonly (readonly [number | null, number | null])[] | null;
  readonly choices: readonly MethodChoice[];
  readonly seed: number;
  readonly budget: Budget;
  readonly runs: readonly Run[];
  readonly running: boolean;
  readonly progress: Readonly<Record<string, Progress>>;
  readonly landscape: Landscape | null;
  readonly showArrows: boolean;
  readonly engine: EngineState;
  /** last message for the live region and the toast: errors of bad input, end of a study */
  readonly notice: { readonly kind: 'info' | 'error'; readonly text: string; readonly id: number } | null;
  /** a paused, step-driven study is in progress */
  readonly stepping: boolean;

  // Actions. None throws on bad input: it sets `notice` (or a diagnostic) and keeps the last good state.
  pickProblem(id: string): void;
  /** Replaces the study by an example of the gallery; null and a notice when there is none by that id.
   *  @returns how the example asks to be shown */
  openExample(id: string): Promise<ExampleView | null>;
  setText(text: string): void;
  setLanguage(language: Language): void;
  /** runs the editor's text in the sandbox: only ever called because a person chose it */
  runAsPlainJavaScript(): void;
  /** takes that choice back */
  leavePlainJavaScript(): void;
  setDimension(n: number): void;
  setStart(x0: readonly number[]): void;
  setDomain(domain: readonly Interval[]): void;
  setAxes(axes: readonly [number, number]): void;
  /** Adds a line, empty unless a text is given. */
  addConstraint(text?: string): void;
  setConstraint(index: number, text: string): void;
  removeConstraint(index: number): void;
  setBounds(bounds: readonly (readonly [number | null, number | null])[] | null): void;
  addMethod(name: string): void;
  removeMethod(key: string): void;
  setOption(key: string, name: string, value: OptionValue | undefined): void;
  setSeed(seed: number): void;
  setBudget(budget: Budget): void;
  setShowArrows(on: boolean): void;
  /** runs all chosen methods; resolves when the last one ended */
  runStudy(): Promise<void>;
  cancel(): void;
  /** advances every run by one iteration (starts a paused study when there is none) */
  step(): Promise<void>;
  /** the study as versioned JSON text (see public/schema/) */
  exportStudy(): Promise<string>;
  /** the runs as a Python script for SciPy; null and a notice where the loss is outside the language */
  exportScript(): Promise<string | null>;
  /** replaces the study by an exported one; false and a notice when the text is not one */
  importStudy(text: string): Promise<boolean>;
  dismissNotice(): void;
  undo(): void;
  redo(): void;
}

/** The play bar. Position counts iterations, fractional while playing; runs share it. */
export interface PlaybackState {
  readonly playing: boolean;
  readonly position: number;
  /** longest trace, in iterations */
  readonly length: number;
  /** 0.25 … 8 */
  readonly speed: number;
  /** keeps position at the end while runs stream */
  readonly following: boolean;
  play(): void;
  pause(): void;
  toggle(): void;
  seek(position: number): void;
  stepBy(iterations: number): void;
  setSpeed(speed: number): void;
  /** called once per animation frame by the one clock of the app */
  advance(seconds: number): void;
}

/** What is shown and how; kept apart from the study so that undo never touches it. */
export interface ViewState {
  readonly theme: 'system' | 'light' | 'dark';
  readonly convergenceX: 'iterations' | 'evaluations' | 'time';
  readonly logY: boolean;
  /** what the convergence panel shows of runs under constraints */
  readonly convergenceY: 'value' | 'violation';
  /** contour levels on a logarithmic scale */
  readonly logLevels: boolean;
  /** run ids hidden by the eye toggles */
  readonly hidden: readonly string[];
  /** hovered run and iterate, linked between landscape, convergence and table */
  readonly hover: { readonly runId: string; readonly iterate: number } | null;
  readonly panel: 'problem' | 'landscape' | 'convergence' | 'results';
  setTheme(theme: ViewState['theme']): void;
  setConvergenceX(x: ViewState['convergenceX']): void;
  setLogY(on: boolean): void;
  setConvergenceY(y: ViewState['convergenceY']): void;
  setLogLevels(on: boolean): void;
  toggleHidden(runId: string): void;
  solo(runId: string): void;
  setHover(hover: ViewState['hover']): void;
  setPanel(panel: ViewState['panel']): void;
}
