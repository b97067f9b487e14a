/**
 * The runs of a study as a Python script: the loss with its exact derivatives over NumPy, and one call of SciPy for each
 * run, so that a person goes on where SciPy is. Methods that SciPy does not have are named and left out.
 */
import { LossSyntaxError } from '../../lang';
import { studyMethods } from '../catalogue';
import { tryCompile, type CompiledLoss } from '../compile';
import { compileConstraints, type CompiledConstraint } from '../constraints';
import { dataByName } from '../data-sets';
import { buildSetup, refusal } from '../setup';
import type { RunSpec, StudyProblem } from '../types';
import { callOf, Needed } from './calls';
import { constraintFunctions, lossFunctions } from './functions';
import { literal } from './text';

/** More names than these are told by their count. */
const SHOWN_NAMES = 12;

const BRUTE = `def brute(loss, ranges, **options):
    x, fun, *_ = optimize.brute(loss, ranges, full_output=True, **options)
    return optimize.OptimizeResult(x=np.atleast_1d(x), fun=fun, message="The grid was searched.")`;

const REPORT = `with np.errstate(all="ignore"):
    for name, run in runs.items():
        result = run()
        counts = " ".join(f"{key}={result[key]}" for key in ("nit", "nfev", "njev", "nhev") if key in result)
        print(f"{name}: f = {result.fun:.17g} at {np.asarray(result.x).tolist()}")
        print(f"    {counts} {result.message}")`;

/** The script.
 *  @param specs  what was run, on this problem
 *  @throws LossSyntaxError when the text of the loss is outside the language: it runs in a browser alone */
export function pythonScript(problem: StudyProblem, specs: readonly RunSpec[]): string {
  const compiled = compiledProblem(problem);
  const constraints = compileConstraints(specs[0]?.constraints ?? [], compiled);
  const needed = new Needed();
  const calls: string[] = [];
  const missing: string[] = [];
  for (const spec of specs) {
    const made = callFor(spec, compiled, constraints, needed);
    if ('call' in made) calls.push(`    ${literal(spec.id)}: lambda: ${made.call},`);
    else missing.push(`# ${spec.id}: ${made.reason}`);
  }
  const functions = [
    ...lossFunctions(compiled, needed.names),
    ...constraints.flatMap((constraint, k) => constraintFunctions(constraint, k, compiled.loss.n)),
    ...(calls.some((text) => text.includes('lambda: brute(')) ? [BRUTE] : []),
  ];
  return [
    heading(problem, compiled, functions),
    ...functions,
    ['runs = {', ...calls, '}', ...missing].join('\n'),
    `${REPORT}\n`,
  ].join('\n\n');
}

function compiledProblem({ text, language, n, params, data }: StudyProblem): CompiledLoss {
  const outcome = tryCompile(text, { language, n, ...(params && { params }), ...(data && { data: dataByName(data) }) });
  if ('loss' in outcome) return outcome;
  throw new LossSyntaxError(text, outcome.diagnostics);
}

function callFor(
  spec: RunSpec,
  { loss }: CompiledLoss,
  constraints: readonly CompiledConstraint[],
  needed: Needed,
): { readonly call: string } | { readonly reason: string } {
  const method = studyMethods.find(({ name }) => name === spec.method);
  if (!method) return { reason: 'unknown to this version.' };
  const refused = refusal(spec, method);
  if (refused) return { reason: refused };
  const call = callOf({ spec, method, setup: buildSetup(spec, method, loss.n, constraints), needed });
  return call === null ? { reason: 'SciPy has no such method.' } : { call };
}

function heading({ text, params }: StudyProblem, { loss }: CompiledLoss, functions: readonly string[]): string {
  const names = loss.names.length > SHOWN_NAMES ? `${loss.n} numbers` : loss.names.join(', ');
  const units = (params ?? [])
    .filter(({ scale, unit }) => scale !== undefined || unit !== undefined)
    .map(({ name, scale, unit }) => `# ${name} is counted in steps of ${scale ?? 1}${unit ? ` ${unit}` : ''}.`);
  return [
    '"""Runs of a Thalweg study with scipy.optimize. Needs NumPy and SciPy 1.15 or later."""',
    'import numpy as np',
    'from scipy import optimize',
    ...(functions.some((body) => /\berf\(/.test(body)) ? ['from scipy.special import erf'] : []),
    '',
    '# The functions below were compiled, with exact derivatives, from this loss:',
    ...text.split('\n').map((line) => `#     ${line}`.trimEnd()),
    `# x holds ${names}.`,
    ...units,
  ].join('\n');
}
