/**
 * Reads a loss for people: what stands at a place in its text and what value that has, and what the text became.
 *
 * The text is compiled once more with notes on its names, so that compiling while somebody types pays nothing for
 * them. Single names are evaluated by small programs of their own, made when they are asked for.
 */
import { emitJavaScript } from '../emit/javascript';
import { gradient } from '../ir/autodiff';
import type { Node, Program } from '../ir/graph';
import { formulaOf, gradientFormulaOf, type Formula } from '../ir/latex/formula';
import { sizeOf } from '../ir/shape';
import type { Sighting, Snapshot } from '../lang/lower/notes';
import { parseLoss, parseUnit } from '../lang';
import { Dimension, unitText } from '../lang/units/dimension';
import { convert } from '../lang/units/unit';
import { writeSignature } from '../lang/vocabulary';
import type { LossCache } from './loss-cache';
import { lossKey } from './loss-key';
import { operationsIn } from './operations';
import type { LossSource } from './solver-protocol';

export type { Vocabulary, Word } from '../lang/vocabulary';
export type { Formula };

/** A number or array. */
export interface ShownValue {
  readonly shape: readonly number[];
  /** the first elements, row-major; null where the value differs between the iterations of a loop */
  readonly first: readonly number[] | null;
  /** what the numbers are measured in: a parameter's or data's own unit under its name, SI elsewhere; absent: pure */
  readonly unit?: string;
}

/** What stands at a place in the text. */
export type NameInfo = { readonly from: number; readonly to: number } & (
  | {
      readonly kind: 'value';
      readonly value: ShownValue;
      /** of a name that a loop changes: its value when the loss returns */
      readonly final: ShownValue | null;
    }
  | { readonly kind: 'function'; readonly name: string; readonly signature: string; readonly doc: string }
  | { readonly kind: 'other'; readonly text: string }
);

/** A generated program: its value, and its gradient. */
export interface Code {
  readonly value: string;
  readonly gradient: string;
}

/** What a text became. */
export interface LossForms {
  readonly formula: Formula | null;
  readonly gradient: Formula | null;
  /** operations: built while the text was read, left after folding and sharing, of value and gradient together */
  readonly operations: { readonly built: number; readonly kept: number; readonly withGradient: number };
  readonly javascript: Code;
  readonly wgsl: ({ readonly ok: true } & Code) | { readonly ok: false; readonly reason: string };
}

interface Reading {
  readonly key: string;
  readonly program: Program;
  readonly language: 'javascript' | 'python' | 'formula';
  readonly names: readonly string[];
  readonly sightings: readonly Sighting[];
  readonly built: number;
  readonly evaluators: Map<Node, (x: Float64Array) => Float64Array>;
}

/** Elements of an array that are shown. */
const shownElements = 6;

export class LossReader {
  private latest: Reading | null = null;

  constructor(private readonly losses: LossCache) {}

  /** What stands at a position of the text, with its value at `x`; null where nothing does. */
  explain(source: LossSource, position: number, x: readonly number[]): NameInfo | null {
    const reading = this.read(source);
    const sighting = reading && smallestAt(reading.sightings, position);
    if (!sighting) return null;
    const point = Float64Array.from(x);
    const at = { from: sighting.from, to: sighting.to };
    const seen = sighting.value;
    if (seen.kind === 'builtin') {
      const language = reading.language === 'javascript' ? 'javascript' : 'python';
      const signature = writeSignature(seen.builtin.signature, language, seen.isMethod);
      return { ...at, kind: 'function', name: seen.name, signature, doc: seen.builtin.doc };
    }
    if (seen.kind === 'function') {
      const signature = `(${seen.parameters.join(', ')})`;
      return { ...at, kind: 'function', name: source.text.slice(at.from, at.to), signature, doc: '' };
    }
    const chosen = unitChosenFor(source, source.text.slice(at.from, at.to));
    const value = valueOf(reading, seen, point, sighting.varies, chosen);
    if (!value) return { ...at, kind: 'other', text: textOf(seen) };
    const final = sighting.final && valueOf(reading, sighting.final, point, false, chosen);
    return { ...at, kind: 'value', value, final };
  }

  /** Everything that a text became; null where it does not compile. */
  forms(source: LossSource): LossForms | null {
    const reading = this.read(source);
    if (!reading) return null;
    const { program, names, built } = reading;
    const { loss } = this.losses.get(source);
    const derivative = gradient(program);
    const shader = loss.wgsl();
    return {
      formula: formulaOf(program, names),
      gradient: gradientFormulaOf(program, names),
      operations: {
        built,
        kept: operationsIn(program.outputs),
        withGradient: operationsIn(derivative.outputs),
      },
      javascript: {
        value: loss.javascript,
        gradient: emitJavaScript({ ...derivative, outputs: derivative.outputs.slice(1) }).source,
      },
      wgsl: shader.ok ? { ok: true, value: shader.value, gradient: shader.gradient } : shader,
    };
  }

  private read(source: LossSource): Reading | null {
    const key = lossKey(source);
    if (this.latest?.key === key) return this.latest;
    const outcome = this.losses.compile(source);
    if (!('loss' in outcome)) return null;
    const { language } = outcome.parsed;
    const parsed = parseLoss(source.text, { ...outcome.options, language, n: outcome.loss.n, notes: true });
    if (!parsed.ok) return null;
    const { program, names, sightings } = parsed;
    const built = program.graph.operationCount;
    return (this.latest = { key, program, language, names, sightings, built, evaluators: new Map() });
  }
}

/** The innermost place around a position: `x` rather than `x[0]` on the letter. */
function smallestAt(sightings: readonly Sighting[], position: number): Sighting | null {
  let best: Sighting | null = null;
  for (const each of sightings) {
    const isAt = each.from <= position && position <= each.to;
    if (isAt && (!best || each.to - each.from < best.to - best.from)) best = each;
  }
  return best;
}

/** The unit that the table of parameters or the data give to a name. */
function unitChosenFor({ params = [], data = [] }: LossSource, name: string): string | undefined {
  return [...params, ...data].find((each) => each.name === name)?.unit;
}

function valueOf(
  reading: Reading,
  seen: Snapshot,
  x: Float64Array,
  varies: boolean,
  chosen: string | undefined,
): ShownValue | null {
  switch (seen.kind) {
    case 'number':
      return { shape: [], first: varies ? null : [seen.value] };
    case 'array': {
      const first = varies || !seen.node ? null : evaluate(reading, seen.node, x).subarray(0, shownElements);
      return { shape: seen.shape, ...inUnit(first, seen.dimension, chosen) };
    }
    case 'list': {
      const items = seen.items.map((item) => valueOf(reading, item, x, varies, chosen));
      if (!items.every((item) => item?.shape.length === 0)) return null;
      const first = varies ? null : items.flatMap((item) => item?.first ?? []).slice(0, shownElements);
      const unit = items[0]?.unit;
      const isOneUnit = unit !== undefined && items.every((item) => item?.unit === unit);
      return { shape: [seen.length], first, ...(isOneUnit ? { unit } : {}) };
    }
    case 'builtin':
    case 'function':
    case 'other':
      return null;
  }
}

/** Numbers in SI as a person reads them: in the chosen unit where it measures the same, else in SI's own. */
function inUnit(
  si: Float64Array | null,
  dimension: Dimension | null,
  chosen: string | undefined,
): Pick<ShownValue, 'first' | 'unit'> {
  const first = si && Array.from(si);
  if (dimension === null || dimension === Dimension.open) return { first };
  const parsed = chosen === undefined ? null : parseUnit(chosen);
  if (!parsed?.ok || parsed.unit.dimension !== dimension) return { first, unit: unitText(dimension) };
  const coherent = { dimension, factor: 1, exponent: 0 };
  return { first: first && first.map((value) => convert(value, coherent, parsed.unit)!), unit: chosen! };
}

function textOf(seen: Snapshot): string {
  if (seen.kind === 'list') return `a list of ${seen.length}`;
  return seen.kind === 'other' ? seen.text : '';
}

function evaluate({ program, evaluators }: Reading, node: Node, x: Float64Array): Float64Array {
  let run = evaluators.get(node);
  if (!run) {
    const compiled = emitJavaScript(program.graph.program(program.inputs, [node]));
    run =
      node.shape.length === 0
        ? (point) => Float64Array.of(compiled.run(point))
        : (point) => {
            const out = new Float64Array(sizeOf(node.shape));
            compiled.run(point, out);
            return out;
          };
    evaluators.set(node, run);
  }
  return run(x);
}
