/** Names for the pieces of the state that the panels pass around. */
import type { AppState, ViewState } from '../store/state';

export type Run = AppState['runs'][number];
export type Trace = Run['trace'];
export type TraceEvent = Trace['events'][number]['event'];
export type StudyProblem = AppState['problem'];
export type Interval = StudyProblem['domain'][number];
export type Hover = ViewState['hover'];
export type OptionSpec = AppState['methodsAvailable'][number]['options'][number];
export type OptionValue = OptionSpec['default'];
export type Diagnostic = AppState['compile']['diagnostics'][number];
export type ParamSpec = NonNullable<StudyProblem['params']>[number];
export type DataSet = NonNullable<StudyProblem['data']>[number];
export type TableReading = Awaited<ReturnType<AppState['readTable']>>;
export type ReadArray = (TableReading & { ok: true })['arrays'][number];
export type Budget = AppState['budget'];
export type Language = NonNullable<AppState['compile']['loss']>['language'];

export type { AppState, Landscape, MethodChoice, MethodInfo, PlaybackState, ViewState } from '../store/state';
export type { NamedValue, ParamRow } from '../store/naming';
export type { Code, Formula, LossForms, NameInfo, ShownValue, Vocabulary, Word } from '../store/language';
export type { Predictions } from '../store/predicting';
export type { Example } from '../store/examples';
export type { ScheduleReply } from '../store/hooks';
export type { DigitsMethod, DigitsRun, DigitsSettings, DigitsState, ModelView } from '../store/digits-store';
