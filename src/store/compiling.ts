/**
 * The editor's text becomes the loss in force: debounced, the last text wins, and a text that does not compile leaves
 * the last good loss where it is.
 */
import { WorkerSilence } from '../worker/client';
import type { CompileReply } from '../worker/picture-service';
import { isAbort, messageOf, type Context } from './context';
import { answered, carriedOver } from './constraining';
import { PlainChoice } from './plain-javascript';
import { inDimension, knownMinima, settingsOf } from './settings';
import type { DataSet, Diagnostic, StudyProblem } from '../study/types';
import type { CompileState, LossInfo } from './state';

/** After the last key; with the compiler's own time it stays below 150 ms. */
const debounceMilliseconds = 70;

export class Compiling {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private current: AbortController | null = null;
  private waiting: (() => void)[] = [];
  /** the problem as it was before typing began: what is known of it holds until another text is in force */
  private origin: StudyProblem | null = null;
  /** the lines that the state's constraints belong to */
  private constraintTexts: StudyProblem['constraints'] = [];

  private readonly plain: PlainChoice;

  constructor(
    private readonly context: Context,
    /** called when another loss has come into force, or none */
    private readonly onLoss: (loss: LossInfo | null) => void,
  ) {
    this.plain = new PlainChoice(context.client);
  }

  /** Takes a text as it is typed. */
  type(text: string): void {
    const { store } = this.context;
    const { problem } = store.getState();
    const origin = (this.origin ??= problem);
    store.setState({ problem: { ...problem, text, problemId: text === origin.text ? origin.problemId : null } });
    this.request('soon');
  }

  /** Compiles another problem, which brings with it what is known of it. */
  replace(): void {
    this.origin = null;
    this.plain.leave();
    this.request('now');
  }

  /** Runs the editor's text as plain JavaScript because a person chose it. */
  choosePlain(): void {
    this.plain.choose(this.context.store.getState().problem.text);
    this.request('now');
  }

  /** Goes back to the loss language, where the text is refused. */
  leavePlain(): void {
    this.plain.leave();
    this.loseLoss();
    this.request('now');
  }

  /** Compiles what the state holds, soon or now. */
  request(when: 'soon' | 'now'): void {
    const { store } = this.context;
    const { problem } = store.getState();
    this.current?.abort();
    this.current = null;
    clearTimeout(this.timer);
    store.setState(({ compile, problem }) => ({
      compile: {
        ...compile,
        status: 'compiling',
        diagnostics: [],
        constraints: carriedOver(compile.constraints, this.constraintTexts, problem.constraints),
      },
    }));
    this.constraintTexts = problem.constraints;
    if (when === 'now') void this.compile();
    else this.timer = setTimeout(() => void this.compile(), debounceMilliseconds);
  }

  /** Resolves when nothing is being compiled. */
  settled(): Promise<void> {
    if (this.context.store.getState().compile.status !== 'compiling') return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private async compile(): Promise<void> {
    const { store, client } = this.context;
    const abort = new AbortController();
    this.current = abort;
    const { text, language, constraints, params, data } = store.getState().problem;
    const missing = data?.filter((set) => set.missing) ?? [];
    if (missing.length > 0) return this.lack(missing);
    const n = this.dimensionFor(text);
    try {
      const texts = constraints.map((constraint) => constraint.text);
      const outside = { ...(params && { params }), ...(data && { data }) };
      const source = { text, language, n, constraints: texts, ...outside };
      const reply = await client.compile(source, abort.signal);
      if (!reply || abort.signal.aborted) return;
      const answer = reply.ok ? reply : await this.plain.answer(reply, source, store.getState().x0, abort.signal);
      if (!abort.signal.aborted) this.accept(answer, outside);
    } catch (error) {
      if (isAbort(error) || abort.signal.aborted) return;
      this.fail([diagnosticOf(error, text.length)]);
    } finally {
      this.release();
    }
  }

  private release(): void {
    if (this.context.store.getState().compile.status === 'compiling') return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Without its data a text may well compile, to another loss: their names would be variables. */
  private lack(missing: readonly DataSet[]): void {
    const { text } = this.context.store.getState().problem;
    const diagnostics = missing.map(({ name }): Diagnostic => {
      const at = text.indexOf(name);
      return {
        from: Math.max(at, 0),
        to: at < 0 ? text.length : at + name.length,
        severity: 'error',
        code: 'missing-data',
        message: `The numbers of “${name}” did not fit into the link that brought this loss.`,
        remedy: 'Paste or drop them into the list of data, or ask for the study as a file.',
      };
    });
    this.fail(diagnostics);
    this.release();
  }

  /** The dimension that a text is read in where it leaves the choice: the present one, but a text typed over a loss
   *  of one variable starts in the plane. */
  private dimensionFor(text: string): number {
    const { compile, problem } = this.context.store.getState();
    if (problem.params) return problem.n;
    const { loss } = compile;
    const replacesCurve = this.origin !== null && loss !== null && loss.text !== text && loss.n === 1 && !loss.anyN;
    return replacesCurve ? 2 : problem.n;
  }

  private accept(reply: CompileReply, outside: Pick<LossInfo, 'params' | 'data'>): void {
    if (!reply.ok) return this.refuse(reply);
    // A text that is in the language after all is compiled, exactly; another one asks again.
    if (!reply.info.plain) this.plain.leave();
    const { store } = this.context;
    const info: LossInfo = { ...reply.info, ...outside };
    store.setState((state) => {
      const settings = inDimension(settingsOf(state), info.n);
      const minima = this.minimaOf(settings.problem, info.text);
      const isKnown = minima === settings.problem.minima;
      return {
        ...settings,
        ...(isKnown ? {} : { problem: { ...settings.problem, minima } }),
        compile: {
          status: 'ok',
          diagnostics: reply.warnings,
          loss: info,
          language: info.language,
          parameters: info.parameters,
          ...(info.plain && { plain: 'chosen' as const }),
          constraints: answered(state.compile, reply),
        },
      };
    });
    this.onLoss(info);
  }

  /** The minima that are known of a text: those of the problem that typing began with are not another text's. */
  private minimaOf({ n, minima, constraints }: StudyProblem, text: string): StudyProblem['minima'] {
    const { origin } = this;
    if (!origin) return minima;
    if (text !== origin.text) return [];
    if (origin.problemId !== null) return knownMinima({ ...origin, n }, constraints);
    return origin.minima.filter(({ x }) => x.length === n);
  }

  private refuse(reply: CompileReply & { readonly ok: false }): void {
    // Only a text that is typed over a good one leaves that in force: another problem does not run on the last one's.
    if (this.origin === null) this.loseLoss();
    const { text } = this.context.store.getState().problem;
    const plain = reply.plain ? (this.plain.holdsFor(text) ? 'failed' : 'offered') : undefined;
    this.fail(reply.diagnostics, { ...reply, plain });
  }

  private loseLoss(): void {
    const { store } = this.context;
    const { loss } = store.getState().compile;
    if (loss === null) return;
    store.setState(({ compile, engine }) => ({
      compile: { ...compile, loss: null },
      landscape: null,
      engine: loss.plain ? { kind: 'cpu', label: 'CPU (f64)', reason: 'No loss is in force.' } : engine,
    }));
    this.onLoss(null);
  }

  private fail(
    diagnostics: readonly Diagnostic[],
    { language, parameters = [], plain }: Partial<Pick<CompileState, 'language' | 'parameters' | 'plain'>> = {},
  ): void {
    this.context.store.setState(({ compile }) => ({
      compile: { ...compile, status: 'error', diagnostics, parameters, plain, ...(language && { language }) },
    }));
  }
}

function diagnosticOf(error: unknown, length: number): Diagnostic {
  const isSilent = error instanceof WorkerSilence;
  return {
    from: 0,
    to: length,
    severity: 'error',
    code: isSilent ? 'compile-timeout' : 'compile-failure',
    message: isSilent ? 'This takes too long to compile.' : `This could not be compiled: ${messageOf(error)}`,
    remedy: isSilent ? 'Shorten its loops, or use fewer variables.' : 'Write it another way.',
  };
}
