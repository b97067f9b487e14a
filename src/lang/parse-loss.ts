/**
 * From text to program: the front door of this folder.
 *
 * A single parameter may be a number or a vector of any length, and only running the loss tells. So it is compiled
 * for a guess — a vector of `n` or 2 — and again when the run shows that the guess was wrong: an index beyond n, an
 * unpacking into k names, an array where a number belongs. Mistakes of the author are data, never exceptions.
 */
import { type Node, type Program, Graph } from '../ir/graph';
import { type Choice, chooseLoss } from './choose';
import type { Data } from './data';
import { type Diagnostic, LossError, SilentError, errorAt, fail } from './diagnostics';
import { isLossExpression, lambdaOf, objectPatternNames, returnRange } from './entry';
import { Failures, isArrayTrouble, isShapeTrouble, namingConstruct, tidy } from './failures';
import { globalValue } from './functions/lookup';
import { CarriedDiscovered, NotScannable, NotVectorizable } from './lower/context';
import { needsNumber, toTensor } from './lower/convert';
import { Interpreter } from './lower/interpreter';
import { Notes, type Sighting } from './lower/notes';
import { NeedsNames, NeedsOtherN } from './lower/point-use';
import { type Value, Scope, describeValue } from './lower/values';
import {
  type BoundPoint,
  type Mode,
  type Signature,
  bindPoint,
  freeParams,
  keywordDictionary,
  lengthsIn,
  namesIn,
  sizeOfParams,
} from './parameters';
import { defineOutside, unitsIn } from './outside';
import { warnOfUnit, warnOfUnused } from './warnings';
import type { ParamSpec } from './units/param-spec';
import { ParamError } from './units/packing';
import { type Dimension, unitText } from './units/dimension';
import { detectLanguage } from './syntax/detect';
import { parseFormula } from './syntax/formula';
import { parseJavaScript } from './syntax/javascript';
import { parsePython } from './syntax/python';
import type { Lambda, Language, Module } from './syntax/tree';

/** What is known besides the text. */
export interface ParseOptions {
  /** default: detected */
  readonly language?: 'auto' | Language;
  /** number of variables where the source leaves it free; default 2 */
  readonly n?: number;
  /** named parameters, packed in this order */
  readonly params?: readonly ParamSpec[];
  /** arrays that the text may use by name */
  readonly data?: Readonly<Record<string, Data>>;
  /** note what each name in the text stands for (`sightings`); off by default */
  readonly notes?: boolean;
}

/** A program, or what is wrong with the text. */
export type ParsedLoss =
  | {
      readonly ok: true;
      readonly language: Language;
      readonly program: Program;
      readonly n: number;
      /** one name for each number of the point */
      readonly names: string[];
      readonly signature: Signature;
      /** unit of the result in SI, such as `V**2`; null for a pure number */
      readonly unit: string | null;
      readonly warnings: Diagnostic[];
      /** what stands at each name in the text; none unless `notes` was asked for */
      readonly sightings: readonly Sighting[];
    }
  | {
      readonly ok: false;
      readonly language: Language;
      readonly diagnostics: Diagnostic[];
      /** names of what the text takes, as far as it could be read */
      readonly parameters: readonly string[];
    };

/** Compiles a loss to a program of the graph.
 *  @returns the program, or what is wrong with the text; never throws on an author's mistake
 *  Cost: linear in the text for the usual loss; loops over vectors are not unrolled */
export function parseLoss(source: string, options: ParseOptions = {}): ParsedLoss {
  const language = options.language && options.language !== 'auto' ? options.language : detectLanguage(source);
  const bad = (diagnostics: readonly Diagnostic[]): ParsedLoss => ({
    ok: false,
    language,
    diagnostics: tidy(
      diagnostics.map((each) => namingConstruct(each, body, source)),
      source,
    ),
    parameters: compilation?.parameters() ?? [],
  });
  let compilation: Compilation | null = null;
  let body: Module['body'] = [];
  try {
    const { module, errors } = parse(source, language, options);
    if (errors.length > 0) return bad(errors);
    body = module.body;
    compilation = new Compilation(module, options, unitsIn(source, options));
    return compilation.run();
  } catch (error) {
    if (error instanceof LossError) return bad([error.diagnostic]);
    if (error instanceof Failures) return bad(error.diagnostics);
    if (error instanceof ParamError)
      return bad([errorAt(mentionOf(error.subject, source), 'unknown-unit', error.reason, error.remedy)]);
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      return bad([
        errorAt(
          { from: 0, to: source.length },
          'too-deep',
          'This text is nested too deeply to compile.',
          'Split it into several statements.',
        ),
      ]);
    }
    throw error;
  }
}

/** Where a text first names a parameter or data; the whole text where it does not. */
function mentionOf(name: string, source: string): { from: number; to: number } {
  const escaped = name.replace(/[^\p{L}\p{N}_]/gu, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
  const found = new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'u').exec(source);
  return found ? { from: found.index, to: found.index + name.length } : { from: 0, to: source.length };
}

function parse(source: string, language: Language, options: ParseOptions): { module: Module; errors: Diagnostic[] } {
  if (source.trim() === '')
    fail(
      { from: 0, to: source.length },
      'empty',
      'There is no loss yet.',
      'Write a function, such as (x, y) => x ** 2 + y ** 2.',
    );
  if (language === 'javascript') return { module: parseJavaScript(source), errors: [] };
  if (language === 'python') return parsePython(source);
  return parseFormula(source, [
    ...(options.params ?? []).map((param) => param.name),
    ...Object.keys(options.data ?? {}),
    ...unitsIn(source, options),
  ]);
}

interface Attempt {
  readonly output: Node;
  readonly dimension: Dimension | null;
  readonly graph: Graph;
  readonly point: BoundPoint;
  /** lengths of the data that the text defines */
  readonly lengths: number[];
  readonly sightings: readonly Sighting[];
}

class Compilation {
  private readonly choice: Choice;
  private readonly lambda: Lambda;
  private readonly known: ReadonlySet<string>;
  private lengths: number[] = [];
  /** the largest constant end of a slice of the vector */
  private sliceEnd = 0;
  private discovered: readonly string[] = [];

  constructor(
    private readonly module: Module,
    private readonly options: ParseOptions,
    private readonly units: readonly string[],
  ) {
    const data = Object.keys(options.data ?? {});
    const explained = new Set([...data, ...units]);
    this.choice = chooseLoss(module, (name) => explained.has(name) || globalValue(module.language, name) !== null);
    this.lambda = lambdaOf(this.choice, module);
    // A formula lists whatever it does not explain as a variable; elsewhere a parameter named m is not a meter.
    this.known = module.language === 'formula' ? explained : new Set(data);
  }

  /** Names of what the text takes, as far as they are known. */
  parameters(): string[] {
    return [...new Set([...namesIn(freeParams(this.lambda, this.known)), ...this.discovered])];
  }

  run(): ParsedLoss {
    const free = freeParams(this.lambda, this.known);
    if (this.options.params)
      return this.finish(
        this.attempt(sizeOfParams(this.options.params), 'vector', []),
        sizeOfParams(this.options.params),
        'given',
      );
    if (free.length === 0)
      fail(
        this.lambda.header,
        'no-parameters',
        'The loss has no parameters.',
        'Give it the variables to be found, such as (x, y).',
      );
    const [only] = free;
    if (free.length === 1 && only!.kind !== 'keywords' && only!.target.type !== 'object-pattern')
      return this.runSingle();
    if (free.length > 1) return this.finish(this.attempt(free.length, 'scalar', []), free.length, 'given');
    return this.runNamed();
  }

  /** One parameter: a vector if it can be one, else a number. */
  private runSingle(): ParsedLoss {
    try {
      return this.runVector();
    } catch (error) {
      if (error instanceof NeedsNames) return this.runNamed();
      if (!isArrayTrouble(error) || (this.options.n ?? 1) !== 1) throw error;
      try {
        return this.finish(this.attempt(1, 'scalar', []), 1, 'given');
      } catch {
        throw error;
      }
    }
  }

  private runVector(): ParsedLoss {
    let n = this.options.n ?? 2;
    const tried = new Set<number>();
    for (;;) {
      tried.add(n);
      try {
        const attempt = this.attempt(n, 'vector', []);
        const { usesLength, extent } = attempt.point.use!;
        if (extent > n && !tried.has(extent)) n = extent;
        else if (!usesLength && extent > 0 && extent !== n && !tried.has(extent)) n = extent;
        else return this.finish(attempt, n, usesLength || extent === 0 ? this.freedom(n, attempt) : 'given');
      } catch (error) {
        if (error instanceof NeedsOtherN) {
          if (tried.has(error.n) || error.n > 5000) error.fallback();
          n = error.n;
          continue;
        }
        const other = this.options.n === undefined && isShapeTrouble(error) ? this.otherLength(tried) : undefined;
        if (other === undefined || tried.size > 16) throw error;
        n = other;
      }
    }
  }

  /** A further n that the arrays of the text, or slices such as w[:4] and w[4:], suggest. */
  private otherLength(tried: ReadonlySet<number>): number | undefined {
    const sliced = this.sliceEnd === 0 ? [] : [0, 2, 3, 4, 5, 6, 7, 8, 1].map((more) => this.sliceEnd + more);
    return [...this.lengths, ...sliced].find((length) => !tried.has(length));
  }

  /** Whether another n would do as well: data of a fixed length can make it impossible. */
  private freedom(n: number, attempt: Attempt): 'free' | 'given' {
    if (!attempt.lengths.includes(n)) return 'free';
    try {
      this.attempt(n + 1, 'vector', []);
      return 'free';
    } catch {
      return 'given';
    }
  }

  /** Parameters by name that nothing lists: a first run finds them. */
  private runNamed(): ParsedLoss {
    let names: readonly string[] = objectPatternNames(freeParams(this.lambda, this.known)[0]?.target);
    for (let round = 0; round < 4; round++) {
      const attempt = this.attempt(Math.max(1, names.length), 'names', names);
      const found = attempt.point.names;
      if (found.length === names.length) {
        if (found.length === 0)
          fail(this.lambda.header, 'no-parameters', 'The loss reads none of its parameters.', "Use params['name'].");
        return this.finish(attempt, names.length, 'given');
      }
      this.discovered = names = [...found];
    }
    return fail(
      this.lambda.header,
      'no-parameters',
      'The names of the parameters could not be found.',
      'List them in the table of parameters.',
    );
  }

  private finish(attempt: Attempt, n: number, freedom: 'free' | 'given'): ParsedLoss {
    const { graph, output, dimension, point, sightings } = attempt;
    const program = { inputs: [graph.input('x', [n])], outputs: [output], graph };
    const names = point.labels();
    return {
      ok: true,
      language: this.module.language,
      program,
      n,
      names,
      signature: { form: point.form, names: point.names, n: freedom === 'free' ? null : n },
      unit: dimension && unitText(dimension),
      warnings: [
        ...warnOfUnused(program, names, this.lambda.header),
        ...warnOfUnit(dimension, returnRange(this.lambda)),
      ],
      sightings,
    };
  }

  /** Compiles the loss for one n and one way of taking the point. */
  private attempt(n: number, mode: Mode, discovered: readonly string[]): Attempt {
    const graph = new Graph();
    const interpreter = new Interpreter(graph, this.module.language);
    if (this.options.notes) interpreter.notes = new Notes();
    const { scope, known } = this.runModule(interpreter);
    this.lengths = lengthsIn(
      interpreter,
      [...scope.cells.values()].map((cell) => cell.value),
    );
    const point = bindPoint(interpreter, this.lambda, n, mode, this.options.params ?? null, discovered, known);
    let value: Value;
    try {
      value = this.collecting(interpreter, () => this.callLoss(interpreter, scope, point, n));
    } finally {
      this.sliceEnd = Math.max(this.sliceEnd, point.use?.sliceEnd ?? 0);
    }
    if (interpreter.errors.length > 0) throw new Failures(interpreter.errors);
    return {
      ...this.outputOf(interpreter, value),
      graph,
      point,
      lengths: this.lengths,
      sightings: interpreter.notes?.sightings() ?? [],
    };
  }

  /** Runs the statements around the loss; a mistake there counts only if the loss uses what it spoiled. */
  private runModule(interpreter: Interpreter): { scope: Scope; known: Map<string, Value> } {
    const scope = new Scope(null);
    const known = defineOutside(interpreter, scope, this.units, this.options.data);
    for (const name of known.keys()) if (!this.known.has(name)) known.delete(name);
    const body = this.module.body.filter((statement) => !isLossExpression(statement, this.choice));
    interpreter.runTopLevel(body, scope);
    return { scope, known };
  }

  private callLoss(interpreter: Interpreter, scope: Scope, point: BoundPoint, n: number): Value {
    if (this.choice.kind === 'name') {
      const cell = scope.lookup(this.choice.name);
      if (cell?.value.kind === 'function')
        return this.callFunction(interpreter, cell.value.lambda, cell.value.scope, point, n);
    }
    return this.callFunction(interpreter, this.lambda, scope, point, n);
  }

  private callFunction(interpreter: Interpreter, lambda: Lambda, scope: Scope, point: BoundPoint, n: number): Value {
    const keywords = lambda.params.find((param) => param.kind === 'keywords');
    if (keywords && point.form === 'named' && point.args.length === 0 && keywords.target.type === 'name') {
      const inner = new Scope(scope);
      interpreter.defineCell(
        inner,
        keywords.target.name,
        keywordDictionary(interpreter, point, n, this.options.params ?? null),
      );
      return interpreter.callFunction(
        { ...lambda, params: lambda.params.filter((param) => param !== keywords) },
        inner,
        [],
        lambda.header,
      );
    }
    return interpreter.callFunction(lambda, scope, point.args, lambda.header);
  }

  /** Runs a part of the compilation; what was reported before a final error is reported with it. */
  private collecting<T>(interpreter: Interpreter, body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (error instanceof LossError)
        throw interpreter.errors.length > 0 ? new Failures([...interpreter.errors, error.diagnostic]) : error;
      if (error instanceof SilentError && interpreter.errors.length > 0) throw new Failures(interpreter.errors);
      if (error instanceof NotVectorizable || error instanceof NotScannable || error instanceof CarriedDiscovered) {
        throw new LossError(
          errorAt(
            this.lambda.header,
            'loop',
            'A loop of this loss could not be compiled.',
            'Write it with fewer dependencies between iterations.',
          ),
        );
      }
      throw error;
    }
  }

  private outputOf(interpreter: Interpreter, value: Value): Pick<Attempt, 'output' | 'dimension'> {
    const range = returnRange(this.lambda);
    if (value.kind === 'none')
      fail(
        range,
        'no-return',
        'The loss returns nothing.',
        this.module.language === 'javascript' ? 'Write return before its result.' : 'End it with return.',
      );
    const tensor = this.collecting(interpreter, () => {
      if (
        value.kind === 'tensor' ||
        value.kind === 'number' ||
        value.kind === 'boolean' ||
        value.kind === 'list' ||
        value.kind === 'tuple' ||
        value.kind === 'poison'
      )
        return toTensor(interpreter, value, range);
      return fail(
        range,
        'not-a-number',
        `The loss must return a number, and this is ${value.kind === 'dict' && this.module.language === 'javascript' ? 'an object' : describeValue(value)}.`,
        'Return one number.',
      );
    });
    const size = tensor.shape.reduce((product, extent) => product * extent, 1);
    if (size !== 1)
      fail(
        range,
        needsNumber,
        `The loss must return one number, and this is ${describeValue(value)}.`,
        this.module.language === 'javascript'
          ? 'Add it up with reduce, or return one of its elements.'
          : 'Add it up: np.sum(…), or return one of its elements.',
      );
    return { output: interpreter.graph.reshape(tensor.node, []), dimension: tensor.dimension };
  }
}
