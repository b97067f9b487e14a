/**
 * What the picture worker does for the page: compiles the editor's text, draws landscapes and arrows, decides between
 * GPU and CPU, and writes and reads study files. One worker for all of it: the text is compiled once for the
 * diagnostics and the picture, and everything here gives way between slices, so that a keystroke is heard.
 *
 * Requests carry a ticket that grows; a request that a later one of its kind has overtaken is answered with null.
 * The compiler, the GPU and the file format are loaded when first needed; see `preview.ts` for the first picture.
 */
import type { Loss } from '../emit/loss';
import type { GridSpec } from '../gpu/grid';
import type { PlainReading } from '../lang/plain-javascript';
import type { Vocabulary } from '../lang/vocabulary';
import type { ScheduleReply, ScheduleRequest } from '../study/schedule';
import type { TableReading } from '../study/read-table';
import type { Diagnostic, Interval, RunSpec, Study, StudyProblem } from '../study/types';
import { constraintFields } from './constraint-fields';
import { DataShelf, type SentLoss } from './data-shelf';
import type { GpuChoice } from './gpu-choice';
import { affordableGrid, gradientsOnCpu, valuesOnCpu } from './grid-cpu';
import type { LossCache } from './loss-cache';
import type { LossForms, LossReader, NameInfo } from './loss-reader';
import { operationsIn } from './operations';
import type { Predictions, Predictor } from './predictions';
import { previewValues } from './preview';
import { SandboxDesk } from './sandbox/desk';
import { drawPlain } from './sandbox/landscape';
import { plainInfo, standOf, type PlainSource } from './sandbox/stand';
import { trialOf } from './sandbox/trial';
import { plainEngine, plainSourceName } from './sandbox/words';
import type { LossSource } from './solver-protocol';
import { turn } from './turn';
import type { ConstraintReply, EngineState, Landscape, LossInfo } from './types';

export type CompileReply =
  | {
      readonly ok: true;
      readonly info: LossInfo;
      readonly warnings: readonly Diagnostic[];
      /** one for each text of the request */
      readonly constraints: readonly ConstraintReply[];
    }
  | {
      readonly ok: false;
      readonly language: LossInfo['language'];
      readonly diagnostics: readonly Diagnostic[];
      /** names of what the text takes, as far as it could be read */
      readonly parameters: readonly string[];
      /** present: the text is outside the language, and could run as plain JavaScript */
      readonly plain?: PlainReading | null;
    };

/** Which part of a landscape is wanted, and how fine. */
export interface View {
  /** the point (n) that the picture passes through */
  readonly base: readonly number[];
  readonly axes: readonly [number, number];
  readonly xRange: Interval;
  readonly yRange: Interval;
  /** points along each side, at most */
  readonly resolution: number;
}

export interface LandscapeRequest extends View {
  readonly loss: LossSource;
  readonly arrows: boolean;
}

/** A request as it travels. */
export interface SentRequest extends Omit<LandscapeRequest, 'loss'> {
  readonly loss: SentLoss;
}

export interface LandscapeReply {
  readonly landscape: Landscape;
  /** null: not decided yet for this loss; ask `chooseEngine` */
  readonly engine: EngineState | null;
}

/** A small picture of a loss that is not in force. */
export interface SketchRequest extends View {
  readonly loss: LossSource;
}

export type ImportReply =
  { readonly ok: true; readonly study: Study } | { readonly ok: false; readonly message: string };

/** What was evaluated for a picture. */
interface Values {
  readonly values: Landscape['values'];
  readonly gradients?: Float32Array | null;
  readonly source: Landscape['source'];
}

/** What else there is to a picture. */
interface Fields {
  readonly constraints?: Landscape['constraints'];
  readonly slopes?: Float32Array | null;
}

interface Drawing extends Values {
  readonly grid: GridSpec;
}

/** A curve that took longer than this is drawn without tangents between its iterates. */
const slopePatienceMilliseconds = 200;
const arrowColumns = 24;
const arrowRows = 18;

export class PictureService {
  private losses: Promise<LossCache> | null = null;
  // Every message that brings a loss is unpacked at once: the order of messages is what both ends go by.
  private readonly shelf = new DataShelf();
  /** of their own: sketches must not push the editor's text out */
  private sketched: Promise<LossCache> | null = null;
  private predictor: { readonly loss: Loss; readonly run: Predictor | null } | null = null;
  private readonly latest = { compile: 0, landscape: 0 };
  private gpu: Promise<GpuChoice> | null = null;
  private openedGpu: GpuChoice | null = null;
  private reader: Promise<LossReader> | null = null;

  /** @param desk  where plain losses are evaluated */
  constructor(private readonly desk: SandboxDesk = new SandboxDesk(() => undefined)) {}

  /** Draws the problem that the app opens with, without the compiler; null for any other. */
  preview(problemId: string, view: View): Landscape | null {
    const started = performance.now();
    const grid = gridOf(view, view.resolution, view.resolution);
    const values = previewValues(problemId, grid);
    return values && landscapeOf(view, grid, { values, source: 'CPU (f64)' }, performance.now() - started);
  }

  /** Compiles a text; null when a later text has come in the meantime. */
  async compile(sent: SentLoss, ticket: number): Promise<CompileReply | null> {
    const source = this.shelf.unpack(sent);
    this.latest.compile = Math.max(this.latest.compile, ticket);
    const losses = await this.compiler();
    await turn();
    if (ticket < this.latest.compile) return null;
    const started = performance.now();
    const outcome = losses.compile(source);
    if (!('loss' in outcome)) {
      const { language, diagnostics, parameters } = outcome;
      return { ok: false, language, diagnostics, parameters, plain: losses.plainReadingOf(source, outcome) };
    }
    const { loss, parsed } = outcome;
    const compileMilliseconds = performance.now() - started;
    const form = loss.wgsl();
    const info: LossInfo = {
      language: parsed.language,
      text: source.text,
      n: loss.n,
      anyN: parsed.signature.n === null,
      names: loss.names,
      form: parsed.signature.form,
      parameters: parsed.signature.names,
      unit: parsed.unit,
      compileMilliseconds,
      graphSize: operationsIn(loss.program.outputs),
      javascript: loss.javascript,
      wgsl: form.ok ? form.value : null,
    };
    const constraints = (source.constraints ?? []).map((text) =>
      replyOf(text, losses.compileConstraint(text, outcome)),
    );
    return { ok: true, info, warnings: parsed.warnings, constraints };
  }

  /** Takes a plain loss, which a person chose to run: it must return a number at the start. */
  async compilePlain(source: PlainSource, x0: readonly number[]): Promise<CompileReply> {
    const stand = await this.compile(standOf(source, source.plain), this.latest.compile);
    if (!stand?.ok) throw new Error('the variables of this text could not be read');
    const caller = this.desk.callerFor(source.plain.program);
    const trouble = await trialOf(caller, { text: source.text, n: stand.info.n }, x0);
    if (trouble)
      return { ok: false, language: 'javascript', diagnostics: [trouble], parameters: [], plain: source.plain };
    return { ...stand, info: plainInfo(stand.info, source), warnings: [] };
  }

  /** Draws a landscape; null when a later one was asked for in the meantime.
   *  @throws when the loss does not compile */
  async landscape(sent: SentRequest, ticket: number): Promise<LandscapeReply | null> {
    const request = this.unpacked(sent);
    this.latest.landscape = Math.max(this.latest.landscape, ticket);
    await turn();
    const isStale = (): boolean => ticket < this.latest.landscape;
    if (isStale()) return null;
    const losses = await this.compiler();
    const { plain } = request.loss;
    const compiled = losses.get(plain ? standOf(request.loss, plain) : request.loss);
    const { loss } = compiled;
    const constraints = losses.constraintsOf(request.loss.constraints ?? [], compiled);
    const started = performance.now();
    const drawn = plain
      ? await this.drawInSandbox(plain, request, isStale)
      : ((await this.drawOnGpu(loss, request)) ?? (await drawOnCpu(loss, request, isStale)));
    const fields = drawn && (await constraintFields(constraints, drawn.grid, isStale));
    if (!drawn || !fields) return null;
    const milliseconds = performance.now() - started;
    const isCurve = !plain && drawn.grid.y === null && milliseconds < slopePatienceMilliseconds;
    const slopes = isCurve ? await gradientsOnCpu(loss, drawn.grid, isStale) : null;
    if (isStale()) return null;
    const landscape = landscapeOf(request, drawn.grid, { ...drawn, constraints: fields, slopes }, milliseconds);
    return { landscape, engine: plain ? plainEngine : (this.openedGpu?.engineFor(loss) ?? null) };
  }

  /** Draws a small picture of any loss, on the CPU; null where it takes too long.
   *  @throws when the loss does not compile */
  async sketch(request: SketchRequest): Promise<Landscape | null> {
    this.sketched ??= import('./loss-cache').then((module) => new module.LossCache());
    const losses = await this.sketched;
    await turn();
    const { loss } = losses.get(request.loss);
    const started = performance.now();
    const grid = affordableGrid(loss, gridOf(request, request.resolution, request.resolution));
    const values = await valuesOnCpu(loss, grid, () => false);
    return values && landscapeOf(request, grid, { values, source: 'CPU (f64)' }, performance.now() - started);
  }

  /** Opens the GPU if need be, and decides who draws this loss from now on. */
  async chooseEngine(sent: SentRequest): Promise<EngineState> {
    const request = this.unpacked(sent);
    const { loss } = (await this.compiler()).get(request.loss);
    this.openedGpu = await (this.gpu ??= import('./gpu-choice').then((module) => new module.GpuChoice()));
    return this.openedGpu.decide(loss, gridOf(request, request.resolution, request.resolution));
  }

  /** The learning rates of a first-order method with these options. */
  async schedule(request: ScheduleRequest): Promise<ScheduleReply> {
    const { scheduleOf } = await import('../study/schedule');
    return scheduleOf(request);
  }

  /** The words of the loss language. */
  async vocabulary(): Promise<Vocabulary> {
    const { vocabulary } = await import('../lang/vocabulary');
    return vocabulary();
  }

  /** What stands at a place in the text, and its value at a point; null where there is nothing, or no good text. */
  async explain(sent: SentLoss, position: number, x: readonly number[]): Promise<NameInfo | null> {
    const source = this.shelf.unpack(sent);
    return (await this.readers()).explain(source, position, x);
  }

  /** What a loss predicts at a point; null where it compares nothing to its data. */
  async predictions(sent: SentLoss, x: readonly number[]): Promise<Predictions | null> {
    const source = this.shelf.unpack(sent);
    const [{ predictorOf }, losses] = await Promise.all([import('./predictions'), this.compiler()]);
    const { loss } = losses.get(source);
    if (this.predictor?.loss !== loss) this.predictor = { loss, run: predictorOf(loss.program, source.data ?? []) };
    return this.predictor.run?.(Float64Array.from(x)) ?? null;
  }

  /** What the text became: formulas and generated code; null where it does not compile. */
  async forms(sent: SentLoss): Promise<LossForms | null> {
    const source = this.shelf.unpack(sent);
    return (await this.readers()).forms(source);
  }

  /** Arrays in a pasted or dropped text. */
  async readTable(text: string, name: string, dropsGaps: boolean): Promise<TableReading> {
    const { readTable } = await import('../study/read-table');
    return readTable(text, name, dropsGaps);
  }

  /** The study as JSON text. */
  async exportStudy(study: Study): Promise<string> {
    const json = await import('../study/json');
    return json.exportStudy(study);
  }

  /** What was run, as a Python script for SciPy.
   *  @throws LossSyntaxError for a text outside the language */
  async exportScript(problem: StudyProblem, specs: readonly RunSpec[]): Promise<string> {
    const { pythonScript } = await import('../study/script/python-script');
    return pythonScript(problem, specs);
  }

  /** The study in a JSON text, or what is wrong with it. */
  async importStudy(text: string): Promise<ImportReply> {
    const [json, { StudyFormatError }] = await Promise.all([
      import('../study/json'),
      import('../study/study-format-error'),
    ]);
    try {
      return { ok: true, study: json.importStudy(text) };
    } catch (error) {
      if (error instanceof StudyFormatError) return { ok: false, message: error.message };
      throw error;
    }
  }

  private unpacked(request: SentRequest): LandscapeRequest {
    return { ...request, loss: this.shelf.unpack(request.loss) };
  }

  private compiler(): Promise<LossCache> {
    return (this.losses ??= import('./loss-cache').then((module) => new module.LossCache()));
  }

  private readers(): Promise<LossReader> {
    return (this.reader ??= Promise.all([import('./loss-reader'), this.compiler()]).then(
      ([module, losses]) => new module.LossReader(losses),
    ));
  }

  private async drawInSandbox(
    { program }: PlainReading,
    request: LandscapeRequest,
    isStale: () => boolean,
  ): Promise<Drawing | null> {
    const loss = this.desk.callerFor(program).evaluator(request.loss.n, false);
    const picture = await drawPlain(loss, gridOf(request, request.resolution, request.resolution), isStale);
    return picture && { ...picture, source: plainSourceName };
  }

  private async drawOnGpu(loss: Loss, request: LandscapeRequest): Promise<Drawing | null> {
    const gpuLoss = this.openedGpu?.gpuLossFor(loss);
    if (!gpuLoss) return null;
    try {
      const grid = gridOf(request, request.resolution, request.resolution);
      const values = await gpuLoss.grid(grid);
      const coarse = gridOf(request, arrowColumns, arrowRows);
      const gradients = request.arrows && coarse.y ? await gpuLoss.gradientGrid(coarse) : null;
      return { grid, values, gradients, source: 'WebGPU (f32)' };
    } catch (error) {
      this.openedGpu?.giveUp(loss, error);
      return null;
    }
  }
}

function replyOf(text: string, outcome: ReturnType<LossCache['compileConstraint']>): ConstraintReply {
  if ('diagnostics' in outcome) return { text, kind: null, isLinear: false, diagnostics: outcome.diagnostics };
  return { text, kind: outcome.kind, isLinear: outcome.linear !== null, diagnostics: outcome.warnings };
}

async function drawOnCpu(loss: Loss, request: LandscapeRequest, isStale: () => boolean): Promise<Drawing | null> {
  const grid = affordableGrid(loss, gridOf(request, request.resolution, request.resolution));
  const values = await valuesOnCpu(loss, grid, isStale);
  if (!values) return null;
  const coarse = gridOf(request, arrowColumns, arrowRows);
  const gradients = request.arrows && coarse.y ? await gradientsOnCpu(loss, coarse, isStale) : null;
  return isStale() ? null : { grid, values, gradients, source: 'CPU (f64)' };
}

function gridOf({ base, axes, xRange, yRange }: View, columns: number, rows: number): GridSpec {
  const n = base.length;
  const [i, j] = axes;
  const [left, right] = xRange;
  const [bottom, top] = yRange;
  return {
    base: Float64Array.from(base),
    // A curve costs one point a pixel, so it gets more of them.
    x: { index: i, lo: left, hi: right, count: n === 1 ? columns * 4 : columns },
    y: n === 1 ? null : { index: j, lo: bottom, hi: top, count: rows },
  };
}

function landscapeOf(
  request: View,
  grid: GridSpec,
  { values, gradients = null, source, constraints = [], slopes }: Values & Fields,
  milliseconds: number,
): Landscape {
  return {
    width: grid.x.count,
    height: grid.y?.count ?? 1,
    xRange: request.xRange,
    yRange: request.yRange,
    values,
    axes: request.axes,
    source,
    milliseconds,
    constraints,
    ...(slopes ? { slopes } : {}),
    arrows: gradients && { columns: arrowColumns, rows: arrowRows, gradients: gradients.map((slope) => -slope) },
  };
}
