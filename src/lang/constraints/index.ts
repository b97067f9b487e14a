/**
 * Constraints as text: `x^2 + y^2 <= 2`, `sum(w) == 1`, `w @ r >= 0.10`, `0 <= x - y <= 3`, in the loss's variables.
 *
 * A constraint becomes SciPy's residual c(x): c = 0 for `==`, c ≥ 0 for the others, one component for each element of
 * its sides and each sign of its chain. It is read in the loss's language first, then in the others, so that
 * `x^2 + y^2 <= 2` can stand beside a loss in Python; `^` is always a power here, since bits have no derivative.
 */
import { Graph, type Node, type Program, constantArray } from '../../ir/graph';
import { sizeOf } from '../../ir/shape';
import { dependents } from '../../ir/traverse';
import { type Diagnostic, LossError, SilentError, errorAt, fail, warningAt } from '../diagnostics';
import { Failures, tidy } from '../failures';
import { CarriedDiscovered, NotScannable, NotVectorizable } from '../lower/context';
import { toTensor } from '../lower/convert';
import { Interpreter } from '../lower/interpreter';
import { type OperationRange, operationRange, withShapes } from '../lower/operands';
import { NeedsNames, NeedsOtherN } from '../lower/point-use';
import type { TensorOps } from '../lower/tensors';
import { jointDimension } from '../lower/unit-flow';
import { Scope, type Tensor, describeValue } from '../lower/values';
import { parseFormula } from '../syntax/formula';
import { parseJavaScript } from '../syntax/javascript';
import { parsePython } from '../syntax/python';
import type { Expression, Language, Module, Range } from '../syntax/tree';
import { boundNames, namesIn, visitExpressions } from '../syntax/visit';
import { affineForm, type Affine } from './affine';
import { type ConstrainedLoss, scopeOfLoss } from './loss-scope';
import { type KnownNames, parseSide } from './sides';
import { type Chain, type Sign, splitChain } from './split';

export type { ConstrainedLoss } from './loss-scope';

/** lb ≤ A·x ≤ ub; A row-major (rows·n). A two-sided constraint has one row for both sides. */
export interface LinearForm {
  readonly A: Float64Array;
  readonly lb: Float64Array;
  readonly ub: Float64Array;
}

export type ParsedConstraint =
  | {
      readonly ok: true;
      readonly kind: 'eq' | 'ineq';
      readonly language: Language;
      /** of the packed x (n); one output, the residual (m): = 0 or ≥ 0 */
      readonly program: Program;
      readonly m: number;
      /** null where c is not affine, or has too many variables for its matrix to be written out */
      readonly linear: LinearForm | null;
      /** names of the text that it uses */
      readonly names: readonly string[];
      readonly warnings: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Compiles one constraint on a loss.
 *  @param text  one comparison: ==, =, <=, >=, <, > (strict signs are read as ≤ and ≥, with a warning)
 *  @param loss  the loss whose variables it speaks of
 *  @returns     the residual's program, or what is wrong with the text; never throws on an author's mistake */
export function parseConstraint(text: string, loss: ConstrainedLoss): ParsedConstraint {
  const chain = attempt(text, () => splitChain(text));
  if (Array.isArray(chain)) return { ok: false, diagnostics: chain };
  const module = moduleOf(loss);
  const refusals: Diagnostic[][] = [];
  for (const language of languagesFor(text, loss.language)) {
    const outcome = attempt(text, () => compile(text, chain, language, module, loss));
    if (!Array.isArray(outcome)) return outcome;
    refusals.push(outcome);
  }
  const meant = refusals.reduce((best, next) => (isNearer(next[0]!, best[0]!) ? next : best));
  return { ok: false, diagnostics: meant.map((diagnostic) => inTheLoss(diagnostic, loss)) };
}

/** Whether a refusal speaks for a reading that was meant rather than another: it could be parsed, or came further. */
function isNearer(a: Diagnostic, b: Diagnostic): boolean {
  const isParsed = ({ code }: Diagnostic): boolean => code !== 'syntax' && code !== 'character';
  if (isParsed(a) !== isParsed(b)) return isParsed(a);
  if (a.from !== b.from) return a.from > b.from;
  return a.remedy.startsWith('Did you mean') && !b.remedy.startsWith('Did you mean');
}

/** An unknown name is best answered by the names that there are. */
function inTheLoss(diagnostic: Diagnostic, { signature }: ConstrainedLoss): Diagnostic {
  if (diagnostic.code !== 'unknown-name' || diagnostic.remedy.startsWith('Did you mean')) return diagnostic;
  return { ...diagnostic, remedy: `The loss has ${signature.names.map((name) => `“${name}”`).join(', ')}.` };
}

function languagesFor(text: string, own: Language): Language[] {
  // In the other two this begins a comment, which would swallow the rest of the side.
  if (text.includes('//')) return ['python'];
  const first: Language[] = text.includes('^') ? ['formula', own] : [own, 'formula'];
  return [...new Set<Language>([...first, 'python', 'javascript'])];
}

function moduleOf({ source, language, params, data }: ConstrainedLoss): Module {
  if (language === 'javascript') return parseJavaScript(source);
  if (language === 'python') return parsePython(source).module;
  return parseFormula(source, [...(params ?? []).map(({ name }) => name), ...Object.keys(data ?? {})]).module;
}

function attempt<T extends object>(text: string, work: () => T): T | Diagnostic[] {
  try {
    return work();
  } catch (error) {
    const whole = { from: 0, to: text.length };
    if (error instanceof LossError) return tidy([error.diagnostic], text);
    if (error instanceof Failures) return tidy(error.diagnostics, text);
    if (error instanceof NeedsOtherN) return attempt(text, error.fallback as () => T);
    const isLoop =
      error instanceof NotVectorizable || error instanceof NotScannable || error instanceof CarriedDiscovered;
    if (error instanceof NeedsNames) {
      return [errorAt(whole, 'unknown-parameter', 'The loss has no parameters by name.', 'Use its variables.')];
    }
    if (isLoop || error instanceof SilentError) {
      return [errorAt(whole, 'loop', 'A loop of this constraint could not be compiled.', 'Write it without the loop.')];
    }
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      return [errorAt(whole, 'too-deep', 'This text is nested too deeply to compile.', 'Split it into several lines.')];
    }
    throw error;
  }
}

function compile(
  text: string,
  chain: Chain,
  language: Language,
  module: Module,
  loss: ConstrainedLoss,
): ParsedConstraint & { ok: true } {
  const graph = new Graph();
  const scope = scopeOfLoss(graph, module, loss, text);
  const sides = chain.sides.map((side) => parseSide(text, side, language, knownNames(scope, loss)));
  const interpreter = new Interpreter(graph, language);
  const tensors = sides.map((side) => valueOf(interpreter, side, scope, module.language));
  const x = graph.input('x', [loss.n]);
  const parts = chain.signs.map((sign, i) => {
    const at = operationRange({ from: sides[i]!.from, to: sides[i + 1]!.to }, sides[i]!, sides[i + 1]!);
    return residual(interpreter.ops, sign, tensors[i]!, tensors[i + 1]!, at);
  });
  failConstant(parts, x, sides);
  failEmptyInterval(chain, tensors, sides);
  const flat = parts.map((part) => graph.reshape(part, [sizeOf(part.shape)]));
  const output = flat.length === 1 ? flat[0]! : graph.concat(flat, 0);
  const program: Program = { inputs: [x], outputs: [output], graph };
  const kind = chain.signs[0]!.kind === '==' ? 'eq' : 'ineq';
  const names = new Set(sides.flatMap((side) => [...namesIn(side, new Set())]));
  const known = knownNames(scope, loss).values;
  return {
    ok: true,
    kind,
    language,
    program,
    m: sizeOf(output.shape),
    linear: linearForm(affineForm(program, loss.n), kind, loss.n),
    names: [...names].filter((name) => known.has(name)),
    warnings: chain.signs.filter(({ isStrict }) => isStrict).map((sign) => strictWarning(text, sign)),
  };
}

function knownNames(scope: Scope, { language }: ConstrainedLoss): KnownNames {
  const names = [...new Set(scope.names())];
  const isFunction = (name: string): boolean => scope.lookup(name)!.value.kind === 'function';
  const isValue = (name: string): boolean =>
    !['function', 'builtin', 'module', 'poison'].includes(scope.lookup(name)!.value.kind);
  return {
    values: new Set(names.filter(isValue)),
    functions: new Set(names.filter(isFunction)),
    countsFromZero: language !== 'formula',
  };
}

function valueOf(interpreter: Interpreter, side: Expression, scope: Scope, lossLanguage: Language): Tensor {
  const inner = new Scope(scope);
  const bound = boundIn(side);
  for (const name of namesIn(side, new Set())) {
    const value = bound.has(name) ? undefined : scope.lookup(name)?.value;
    if (value?.kind === 'poison') failUnsettled(name, side);
    // A JavaScript array is a vector to the other languages.
    const isForeign = value?.kind === 'list' && lossLanguage === 'javascript' && interpreter.language !== 'javascript';
    if (isForeign) interpreter.defineCell(inner, name, toTensor(interpreter, value, side));
  }
  const value = interpreter.evaluate(side, inner);
  const isTruth = value.kind === 'boolean' || (value.kind === 'tensor' && value.type === 'bool');
  if (isTruth) fail(side, 'truth', 'This side is true or false, not a number.', 'Compare numbers, one sign to a line.');
  if (value.kind === 'function' || value.kind === 'builtin') {
    fail(
      side,
      'not-a-number',
      `This side is ${describeValue(value)}, not a number.`,
      'Call it, or write what it returns.',
    );
  }
  const tensor = toTensor(interpreter, value, side);
  if (interpreter.errors.length > 0) throw new Failures(interpreter.errors);
  return tensor;
}

/** Names that sums and comprehensions of an expression give a meaning of their own. */
function boundIn(side: Expression): Set<string> {
  const names = new Set<string>();
  visitExpressions(side, (node) => {
    if (node.type === 'bigop') names.add(node.index.name);
    if (node.type === 'comprehension') for (const clause of node.clauses) boundNames(clause.target, names);
  });
  return names;
}

function failUnsettled(name: string, side: Range): never {
  return fail(
    side,
    'unsettled',
    `“${name}” takes several values on the way through the loss, so a constraint cannot mean one of them.`,
    "Write the constraint in the loss's variables.",
  );
}

const comparisonOf = { '==': 'eq', '<=': 'le', '>=': 'ge' } as const;

/** The residual of one sign: right − left for ≤, left − right otherwise. */
function residual(ops: TensorOps, { kind }: Sign, left: Tensor, right: Tensor, at: OperationRange): Node {
  return withShapes(at, () => {
    jointDimension(ops, comparisonOf[kind], [left, right]);
    return kind === '<=' ? ops.binary('sub', right, left).node : ops.binary('sub', left, right).node;
  });
}

function failConstant(parts: readonly Node[], x: Node, sides: readonly Expression[]): void {
  const active = dependents(parts, [x]);
  if (parts.some(({ id }) => active.has(id))) return;
  fail(
    { from: sides[0]!.from, to: sides.at(-1)!.to },
    'no-variables',
    "None of the loss's variables stands in this constraint: no point can change it.",
    'Use the variables of the loss.',
  );
}

/** `3 <= x <= 0` has no solution, and no method would say why. */
function failEmptyInterval({ signs }: Chain, tensors: readonly Tensor[], sides: readonly Expression[]): void {
  if (signs.length !== 2 || signs[0]!.kind === '==') return;
  const [first, last] = [constantArray(tensors[0]!.node), constantArray(tensors[2]!.node)];
  if (first?.length !== 1 || last?.length !== 1) return;
  const [lo, hi] = signs[0]!.kind === '<=' ? [first[0]!, last[0]!] : [last[0]!, first[0]!];
  if (lo <= hi) return;
  fail(
    { from: sides[0]!.from, to: sides[2]!.to },
    'empty-interval',
    `No number is at least ${lo} and at most ${hi}.`,
    'Exchange the two limits.',
  );
}

/** Rows that are another row's opposite (the two sides of a chain) become one row with both limits. */
function linearForm(affine: Affine | null, kind: 'eq' | 'ineq', n: number): LinearForm | null {
  if (!affine) return null;
  const m = affine.b.length;
  const row = (k: number): Float64Array => affine.A.subarray(k * n, (k + 1) * n);
  const limit = (k: number): number => 0 - affine.b[k]!;
  const isPair =
    kind === 'ineq' &&
    m % 2 === 0 &&
    Array.from({ length: m / 2 }, (_, k) => k).every((k) => row(k).every((a, i) => a === -row(k + m / 2)[i]!));
  const rows = isPair ? m / 2 : m;
  return {
    A: affine.A.slice(0, rows * n),
    lb: Float64Array.from({ length: rows }, (_, k) => limit(k)),
    ub: Float64Array.from({ length: rows }, (_, k) =>
      isPair ? affine.b[k + rows]! : kind === 'eq' ? limit(k) : Infinity,
    ),
  };
}

function strictWarning(text: string, sign: Sign): Diagnostic {
  const written = text.slice(sign.from, sign.to);
  const read = sign.kind === '<=' ? '≤' : '≥';
  return warningAt(
    sign,
    'strict',
    `“${written}” is read as “${read}”: methods work with closed sets.`,
    `Write ${sign.kind} to be exact about it.`,
  );
}
