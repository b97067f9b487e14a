/**
 * Runs of the study: from the chosen methods to orders for the workers, and what comes back into the state.
 *
 * Stepping. `step` opens a study that is held in the workers and lets every run go on by one iteration. `run` then
 * finishes that study where it stands if nothing that it depends on was changed meanwhile, and starts afresh if
 * something was: what is on screen never mixes two settings.
 */
import { isBetter } from '../study/feasibility';
import type { Run, RunSpec } from '../study/types';
import type { StudyListener } from '../worker/listener';
import type { OpenStudy } from '../worker/pool';
import type { RunOrder } from '../worker/solver-protocol';
import { constraintsInForce } from './constraining';
import { keyOf, lossIdentity, messageOf, sourceOf, type Context } from './context';
import type { AppState } from './state';
import { checkInside } from './validate';

interface Current {
  readonly study: OpenStudy;
  /** what was ordered, to see whether the settings still say the same */
  readonly orders: string;
  readonly started: number;
}

export class Running {
  private current: Current | null = null;
  /** identity of the loss that the runs in the state belong to */
  private runsLoss = '';
  private turn: Promise<void> = Promise.resolve();
  private preface = '';

  constructor(
    private readonly context: Context,
    /** resolves when the methods are known and nothing is being compiled */
    private readonly ready: () => Promise<void>,
  ) {}

  /** Words that the message at the end of the next study begins with: what a quick study would otherwise talk over. */
  prefaceNext(words: string): void {
    this.preface = `${words} `;
  }

  /** Runs all chosen methods to their ends, or finishes a stepped study. */
  async run(): Promise<void> {
    const orders = await this.prepare();
    if (!orders) return;
    const current = this.current && this.isHeld(orders) ? this.current : await this.inTurn(() => this.open(orders));
    this.context.store.setState({ running: true, stepping: false });
    await current.study.run();
    this.conclude(current);
  }

  /** Advances every run by one iteration. */
  async step(): Promise<void> {
    const { store } = this.context;
    const orders = await this.prepare();
    if (!orders) return;
    if (store.getState().running) await this.cancel();
    const current = this.current && this.isHeld(orders) ? this.current : await this.inTurn(() => this.open(orders));
    store.setState({ stepping: true });
    await current.study.step();
    if (store.getState().runs.every(isOver)) this.conclude(current);
  }

  /** Ends what runs or is held; resolves when it has ended. */
  async cancel(): Promise<void> {
    const { current } = this;
    if (!current) return;
    await current.study.cancel();
    this.conclude(current);
  }

  /** Another loss is in force: its runs would stand on a foreign landscape. */
  async loseRunsOfOtherLoss(identity: string): Promise<void> {
    if (identity === this.runsLoss) return;
    this.runsLoss = identity;
    await this.inTurn(() => this.discard());
  }

  /** Shows the runs of an imported study. */
  async show(runs: readonly Run[], identity: string): Promise<void> {
    await this.inTurn(async () => {
      await this.discard();
      this.runsLoss = identity;
      this.context.store.setState({ runs });
    });
  }

  /** One opening or discarding after another: two presses of Run must not leave two studies open. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  private async discard(): Promise<void> {
    const { current } = this;
    this.current = null;
    this.context.store.setState({ runs: [], progress: {}, running: false, stepping: false });
    await current?.study.cancel();
  }

  private async prepare(): Promise<RunOrder[] | null> {
    const { store, notify } = this.context;
    await this.ready();
    const complaint = complaintAbout(store.getState());
    if (complaint === null) return ordersFor(store.getState());
    notify('error', complaint);
    return null;
  }

  private isHeld(orders: readonly RunOrder[]): boolean {
    return this.context.store.getState().stepping && this.current?.orders === keyOf(orders);
  }

  private async open(orders: readonly RunOrder[]): Promise<Current> {
    const { store, client } = this.context;
    await this.discard();
    this.runsLoss = lossIdentity(orders[0]!.loss);
    const listener: StudyListener = {
      onRun: (run) => {
        if (this.current === current) store.setState(({ runs }) => ({ runs: replaced(runs, run) }));
      },
      onProgress: (progress) => {
        if (this.current !== current) return;
        store.setState((state) => ({ progress: { ...state.progress, [progress.runId]: progress } }));
      },
    };
    const study = client.openStudy(orders, listener);
    const current: Current = { study, orders: keyOf(orders), started: performance.now() };
    this.current = current;
    store.setState({ runs: study.queued });
    return current;
  }

  private conclude(current: Current): void {
    if (this.current !== current) return;
    this.current = null;
    const { store, notify } = this.context;
    store.setState({ running: false, stepping: false, progress: {} });
    const { kind, text } = summary(store.getState().runs);
    notify(kind, this.preface + text);
    this.preface = '';
  }
}

const isOver = ({ status }: Run): boolean => status !== 'queued' && status !== 'running';

const replaced = (runs: readonly Run[], run: Run): readonly Run[] =>
  runs.map((old) => (old.spec.id === run.spec.id ? run : old));

function complaintAbout({ choices, compile, problem, x0, bounds, methodsAvailable }: AppState): string | null {
  if (choices.length === 0) return 'No method is chosen. Add at least one, then run.';
  if (!compile.loss && compile.plain === 'offered') {
    return 'This loss is outside the loss language and runs only where you choose it: see “Run as plain JavaScript” under the editor.';
  }
  if (!compile.loss) return 'There is no loss to run on yet. Correct the text in the editor, or pick a problem.';
  if (compile.loss.n !== problem.n) {
    return `The loss in force has n = ${compile.loss.n}, the settings n = ${problem.n}. Correct the text in the editor first.`;
  }
  if (compile.loss.params !== problem.params) {
    return 'The loss in force has another table of parameters. Correct the text in the editor, or the table, first.';
  }
  const info = new Map(methodsAvailable.map((method) => [method.name, method]));
  const unknown = choices.find(({ method }) => !info.has(method));
  if (unknown) return `There is no method ${unknown.method} here. Remove it and choose another.`;
  const takesBounds = choices.some(({ method }) => info.get(method)!.needs.bounds === 'used');
  return takesBounds ? checkInside(x0, bounds) : null;
}

function ordersFor(state: AppState): RunOrder[] {
  const loss = state.compile.loss!;
  const source = sourceOf(loss);
  const constraints = constraintsInForce(state.compile);
  const needs = new Map(state.methodsAvailable.map((method) => [method.name, method.needs]));
  return state.choices.map(({ key, method, options }) => ({
    spec: {
      id: key,
      method,
      options,
      x0: state.x0,
      bounds: boundsFor(state, needs.get(method)!.bounds),
      ...(constraints.length > 0 ? { constraints } : {}),
      seed: state.seed,
    },
    loss: source,
    budget: state.budget,
  }));
}

/** A method that needs a box searches the plotted one where the user set no bounds; one that takes none is told of
 *  them all the same, and says that it cannot. */
function boundsFor({ bounds, problem }: AppState, need: 'required' | 'used' | 'ignored'): RunSpec['bounds'] {
  if (need !== 'required') return bounds;
  return problem.domain.map(([lo, hi], i) => [bounds?.[i]?.[0] ?? lo, bounds?.[i]?.[1] ?? hi] as const);
}

function summary(runs: readonly Run[]): { kind: 'info' | 'error'; text: string } {
  const failed = runs.find(({ status }) => status === 'failed');
  if (failed) return { kind: 'error', text: `${failed.spec.method}: ${failed.error ?? 'the run failed.'}` };
  const finished = runs.filter(({ result }) => result !== null && !Number.isNaN(result.fun));
  const best = finished.reduce<Run | null>(
    (least, run) => (isBetter(end(run), least && end(least)) ? run : least),
    null,
  );
  const skipped = runs.filter(({ status }) => status === 'skipped');
  const made = runs.length - skipped.length;
  if (made === 0) return { kind: 'error', text: skipped[0]?.error ?? 'Nothing was run.' };
  const count = made === 1 ? 'The run' : `All ${made} runs`;
  const wasCancelled = runs.some(({ status }) => status === 'cancelled');
  const ended = wasCancelled ? 'Cancelled.' : `${count} ended.`;
  const lowest = best ? ` Lowest f: ${shortly(best.result!.fun)} by ${best.spec.method}.` : '';
  const others = skipped.length > 0 ? ` Not run: ${skipped.map(({ spec }) => spec.method).join(', ')}.` : '';
  return { kind: 'info', text: ended + lowest + others };
}

const shortly = (value: number): string => String(Number(value.toPrecision(6))).replaceAll('-', '\u2212');

/** Where a run ended, as `isBetter` compares. */
const end = ({ result }: Run): { fun: number; violation: number | undefined } => ({
  fun: result!.fun,
  violation: result!.maxcv,
});

/** For callers that only want to start something: a failure of ours becomes a notice. */
export function reportFailure(context: Context): (error: unknown) => void {
  return (error) => context.notify('error', `Something went wrong: ${messageOf(error)}`);
}
