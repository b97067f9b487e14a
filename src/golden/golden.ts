/**
 * Recorded SciPy 1.17.1 runs for tests: loads the gzipped JSON in `data/`.
 *
 * Test-only: nothing that ships may import this folder. See README.md here for the fields of a case.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A recorded number: JSON has no NaN or Infinity, so those are strings. */
export type GoldenNumber = number | 'NaN' | 'Infinity' | '-Infinity';

export interface GoldenResult {
  x?: GoldenNumber[];
  fun?: GoldenNumber;
  jac?: GoldenNumber[];
  nit?: number;
  nfev?: number;
  njev?: number;
  nhev?: number;
  status?: number;
  success?: boolean;
  message?: string;
  [field: string]: unknown;
}

export interface GoldenConstraint {
  kind: 'dict' | 'nonlinear' | 'linear' | 'raw';
  type?: 'eq' | 'ineq';
  fun?: string | string[];
  jac?: string | null;
  hess?: string | null;
  omit?: string[];
  A?: GoldenNumber[][];
  lb?: GoldenNumber | GoldenNumber[];
  ub?: GoldenNumber | GoldenNumber[];
  keep_feasible?: boolean | boolean[];
  value?: unknown;
}

export interface GoldenCase {
  id: string;
  call: string;
  problem: string;
  n: number;
  method: string | null;
  x0?: GoldenNumber[] | GoldenNumber;
  jac?: string | null;
  hess?: string | null;
  hessp?: string | null;
  bounds?: (GoldenNumber | null)[][] | null;
  bounds_class?: string;
  keep_feasible?: boolean | boolean[];
  constraints?: GoldenConstraint[];
  bracket?: GoldenNumber[];
  tol?: number | null;
  options?: Record<string, unknown>;
  seed?: number;
  callback_stop?: number;
  result?: GoldenResult;
  error?: { type: string; message: string };
  warnings?: { type: string; message: string }[];
  trace?: { x: GoldenNumber[]; fun: GoldenNumber; [extra: string]: unknown }[];
  trace_len?: number;
  evals?: GoldenNumber[][];
  evals_fun?: GoldenNumber[];
  evals_len?: number;
  sensitive?: boolean;
  kernel_sensitive?: boolean;
  nondeterministic?: boolean;
  sensitivity?: { dx: GoldenNumber; dfun: GoldenNumber };
}

export interface GoldenProblem {
  name: string;
  title: string;
  latex: string;
  n: number | 'any';
  arithmetic: 'exact' | 'libm';
  python: string;
  js: string;
  grad_js?: string;
  hess_js?: string;
  grad_python?: string;
  hess_python?: string;
  domain: [number, number][];
  minima: { n: number; x: number[]; fun: number }[];
  bounds?: (number | null)[][];
  constraints?: {
    name: string;
    type: 'eq' | 'ineq';
    js: string;
    jac_js?: string;
    hess_js?: string;
    python: string;
    linear?: { A: number[][]; lb: GoldenNumber[]; ub: GoldenNumber[] };
  }[];
  special?: boolean;
}

/** Where this project keeps its recordings. Relative to the working directory, not to this file: the parity script runs
 *  as a bundle elsewhere. */
export const GOLDEN_FOLDER = 'src/golden/data';

/** Whether a folder has a recording of this name, gzipped or plain. */
export function hasRecording(name: string, folder = GOLDEN_FOLDER): boolean {
  return existsSync(resolve(folder, `${name}.json.gz`)) || existsSync(resolve(folder, `${name}.json`));
}

function readRecording(name: string, folder: string): unknown {
  const gzipped = resolve(folder, `${name}.json.gz`);
  const text = existsSync(gzipped)
    ? gunzipSync(readFileSync(gzipped)).toString('utf8')
    : readFileSync(resolve(folder, `${name}.json`), 'utf8');
  return JSON.parse(text);
}

/** All recorded cases of one file, such as `'minimize-bfgs'`.
 *  @param folder  holds `name.json.gz` or `name.json`
 *  @throws Error from the file system when there is no such file */
export function goldenCases(name: string, folder = GOLDEN_FOLDER): GoldenCase[] {
  return (readRecording(name, folder) as { cases: GoldenCase[] }).cases;
}

/** The problems that the cases name, by name: this project's, and those of the folder over them. */
export function goldenProblems(folder = GOLDEN_FOLDER): Map<string, GoldenProblem> {
  const folders = [GOLDEN_FOLDER, folder].filter((each) => hasRecording('problems', each));
  const problems = folders.flatMap(
    (each) => (readRecording('problems', each) as { problems: GoldenProblem[] }).problems,
  );
  return new Map(problems.map((problem) => [problem.name, problem]));
}

/** Any other recorded file (`'rng'`, `'qmc'`), as parsed JSON. */
export function goldenFile(name: string, folder = GOLDEN_FOLDER): unknown {
  return readRecording(name, folder);
}

/** A recorded number as a double. */
export function num(value: GoldenNumber): number {
  return typeof value === 'number' ? value : Number(value);
}

/** Whether a case's counts and path must be reproduced exactly: see README.md, "Fields of a case". */
export function isExact(golden: GoldenCase): boolean {
  return !golden.sensitive && !golden.kernel_sensitive && !golden.nondeterministic;
}
