/**
 * The page's side of the workers: promises, AbortSignals and deadlines. It evaluates nothing itself. How workers come
 * into being is injected: `browserPorts` makes Workers; `local.ts` runs the same services on this thread, for Node.
 */
import { wrap, type Endpoint, type Remote } from 'comlink';
import type { Vocabulary } from '../lang/vocabulary';
import type { MethodDescription } from '../study/catalogue';
import type { ScheduleReply, ScheduleRequest } from '../study/schedule';
import type { TableReading } from '../study/read-table';
import type { RunSpec, Study, StudyProblem } from '../study/types';
import type {
  CompileReply,
  ImportReply,
  LandscapeReply,
  LandscapeRequest,
  PictureService,
  SentRequest,
  SketchRequest,
  View,
} from './picture-service';
import { DataSender } from './data-shelf';
import type { LossForms, NameInfo } from './loss-reader';
import { browserSandbox, type SandboxOpener } from './sandbox/opener';
import type { PlainSource } from './sandbox/stand';
import { SandboxSupply, type SuppliedPort } from './sandbox/supply';
import type { Predictions } from './predictions';
import type { StudyListener } from './listener';
import { SolverPool, type OpenStudy } from './pool';
import type { LossSource, Port, RunOrder } from './solver-protocol';
import type { EngineState, Landscape } from './types';

/** Where workers come from. */
export interface Ports {
  solver(): Port;
  picture(): Port;
  /** evaluators of losses that a person chose to run as plain JavaScript; absent: there are none */
  readonly sandbox?: SandboxOpener;
  /** solver workers at most; absent: what suits the machine */
  readonly poolSize?: number;
}

/** A worker did not answer in time, and was ended and replaced. */
export class WorkerSilence extends Error {
  override readonly name = 'WorkerSilence';
}

/** A worker that has not answered yet is still loading its code: that is nobody's loss being slow. */
const loadingFactor = 4;

const deadlines = {
  compile: 5_000,
  plain: 20_000,
  reading: 15_000,
  landscape: 6_000,
  engine: 30_000,
  file: 60_000,
} as const;

/** Real workers; the bundler makes a chunk of each entry. */
export const browserPorts: Ports = {
  solver: () => new Worker(new URL('./solver.worker.ts', import.meta.url), { type: 'module', name: 'solver' }),
  picture: () => new Worker(new URL('./gpu.worker.ts', import.meta.url), { type: 'module', name: 'picture' }),
  sandbox: browserSandbox(),
};

export class WorkerClient {
  private readonly pool: SolverPool;
  private readonly sandboxes: SandboxSupply;
  private picturePort: SuppliedPort | null = null;
  private picture: Remote<PictureService> | null = null;
  private failPicture: (reason: Error) => void = () => {};
  private pictureFailed: Promise<never> | null = null;
  private ticket = 0;
  private hasAnswered = false;
  /** of the present picture worker */
  private data = new DataSender();

  constructor(private readonly ports: Ports = browserPorts) {
    this.sandboxes = new SandboxSupply(ports.sandbox ?? null);
    this.pool = new SolverPool(() => this.sandboxes.supplied(ports.solver()), ports.poolSize);
  }

  /** Draws the problem that the app opens with before the compiler is loaded. Null for any other. */
  preview(problemId: string, view: View): Promise<Landscape | null> {
    return this.ask<Landscape | null>('landscape', (service) => service.preview(problemId, view));
  }

  /** Compiles a text. Null when a later text has overtaken it.
   *  @throws WorkerSilence when the compiler does not answer; AbortError */
  compile(source: LossSource, signal?: AbortSignal): Promise<CompileReply | null> {
    const ticket = ++this.ticket;
    return this.ask<CompileReply | null>(
      'compile',
      (service) => service.compile(this.data.pack(source), ticket),
      signal,
    );
  }

  /** Takes a plain loss because a person chose to run it: from now on its sandbox may be opened, and no other.
   *  @param x0  a point at which it must return a number */
  async compilePlain(source: PlainSource, x0: readonly number[], signal?: AbortSignal): Promise<CompileReply> {
    this.sandboxes.choose(source.plain.program);
    this.providePicture(source);
    return this.ask<CompileReply>('plain', (service) => service.compilePlain(source, x0), signal);
  }

  /** Takes the choice to run a plain loss back, and ends its evaluators. */
  leavePlain(): void {
    this.sandboxes.forget();
  }

  /** Draws a landscape. Null when a later one has overtaken it. Otherwise as `compile`. */
  landscape(request: LandscapeRequest, signal?: AbortSignal): Promise<LandscapeReply | null> {
    const ticket = ++this.ticket;
    this.providePicture(request.loss);
    return this.ask('landscape', (service) => service.landscape(this.packed(request), ticket), signal);
  }

  /** Draws a small picture of a loss that is not in force; null where it takes too long. */
  sketch(request: SketchRequest): Promise<Landscape | null> {
    return this.ask<Landscape | null>('reading', (service) => service.sketch(request));
  }

  /** Decides whether the GPU or the CPU draws this loss from now on. */
  chooseEngine(request: LandscapeRequest, signal?: AbortSignal): Promise<EngineState> {
    return this.ask('engine', (service) => service.chooseEngine(this.packed(request)), signal);
  }

  /** The learning rates of a first-order method with these options. */
  schedule(request: ScheduleRequest): Promise<ScheduleReply> {
    return this.ask<ScheduleReply>('reading', (service) => service.schedule(request));
  }

  /** The words of the loss language. */
  vocabulary(): Promise<Vocabulary> {
    return this.ask<Vocabulary>('reading', (service) => service.vocabulary());
  }

  /** What stands at a place in a text, and its value at a point; null where there is nothing to say. */
  explain(source: LossSource, position: number, x: readonly number[]): Promise<NameInfo | null> {
    return this.ask<NameInfo | null>('reading', (service) => service.explain(this.data.pack(source), position, x));
  }

  /** What a loss predicts at a point; null where it compares nothing to its data. */
  predictions(source: LossSource, x: readonly number[]): Promise<Predictions | null> {
    return this.ask<Predictions | null>('reading', (service) => service.predictions(this.data.pack(source), x));
  }

  /** What a text became: formulas and generated code. Null where it does not compile. */
  forms(source: LossSource): Promise<LossForms | null> {
    return this.ask<LossForms | null>('reading', (service) => service.forms(this.data.pack(source)));
  }

  /** Arrays in a pasted or dropped text.
   *  @param dropsGaps  whether rows in which a number is missing are left out */
  readTable(text: string, name: string, dropsGaps: boolean): Promise<TableReading> {
    return this.ask<TableReading>('file', (service) => service.readTable(text, name, dropsGaps));
  }

  /** The study as JSON text. */
  exportStudy(study: Study): Promise<string> {
    return this.ask('file', (service) => service.exportStudy(study));
  }

  /** What was run, as a Python script for SciPy. Rejects for a text outside the language. */
  exportScript(problem: StudyProblem, specs: readonly RunSpec[]): Promise<string> {
    return this.ask('file', (service) => service.exportScript(problem, specs));
  }

  /** The study in a JSON text, or what is wrong with it. */
  importStudy(text: string): Promise<ImportReply> {
    return this.ask<ImportReply>('file', (service) => service.importStudy(text));
  }

  /** What the picker shows of each method. Starts a solver worker. */
  methods(): Promise<readonly MethodDescription[]> {
    return this.pool.methods();
  }

  /** Opens runs and holds them at their start; `signal` cancels them. */
  openStudy(orders: readonly RunOrder[], listener: StudyListener, signal?: AbortSignal): OpenStudy {
    const study = this.pool.open(orders, listener);
    signal?.addEventListener('abort', () => void study.cancel(), { once: true });
    return study;
  }

  /** Ends all workers. */
  close(): void {
    this.pool.close();
    this.endPicture(new WorkerSilence('The workers were closed.'));
  }

  private packed(request: LandscapeRequest): SentRequest {
    return { ...request, loss: this.data.pack(request.loss) };
  }

  /** The picture worker draws a plain loss too. */
  private providePicture({ plain }: LossSource): void {
    if (!plain) return;
    this.service();
    this.picturePort?.provide(plain.program);
  }

  private service(): Remote<PictureService> {
    if (this.picture) return this.picture;
    const port = this.sandboxes.supplied(this.ports.picture());
    this.data = new DataSender();
    this.pictureFailed = new Promise<never>((_, reject) => (this.failPicture = reject));
    // Nobody may be waiting when it fails; then nobody needs to know.
    this.pictureFailed.catch(() => {});
    port.addEventListener('error', (event) => {
      const detail = (event as Partial<ErrorEvent>).message;
      this.endPicture(new Error(`The picture worker broke off${detail ? `: ${detail}` : ''}.`));
    });
    this.picturePort = port;
    this.picture = wrap<PictureService>(port as unknown as Endpoint);
    return this.picture;
  }

  private endPicture(reason: Error): void {
    this.picturePort?.terminate();
    this.hasAnswered = false;
    this.picturePort = null;
    this.picture = null;
    this.failPicture(reason);
  }

  private async ask<T>(
    kind: keyof typeof deadlines,
    call: (service: Remote<PictureService>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    const answer = call(this.service());
    const limit = deadlines[kind] * (this.hasAnswered ? 1 : loadingFactor);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let onAbort: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal!.reason as Error);
      signal?.addEventListener('abort', onAbort, { once: true });
      timer = setTimeout(() => {
        this.endPicture(new WorkerSilence(`No answer within ${limit / 1000} seconds.`));
      }, limit);
    });
    try {
      const value = await Promise.race([answer, aborted, this.pictureFailed!]);
      this.hasAnswered = true;
      return value;
    } finally {
      clearTimeout(timer);
      if (onAbort) signal?.removeEventListener('abort', onAbort);
    }
  }
}
