/**
 * npm run fuzz: the differential fuzz, all of it.  npm run fuzz -- [programs per language] [seed]
 *
 * Python against CPython with NumPy, JavaScript against V8, gradients against complex steps, WGSL against f64 where
 * there is a GPU. Prints the seed; ends with 1 where anything differs.
 */
import fc from 'fast-check';
import { openWgsl } from '../../src/emit/gpu-harness';
import { nodeGpu } from '../../src/gpu/node-gpu';
import { compareWithPython, compareWithV8, type Difference, hasPython } from '../../src/lang/fuzz/compare';
import { randomLoss } from '../../src/lang/fuzz/generate';
import { randomArrayLoss } from '../../src/lang/fuzz/generate-arrays';
import { compareGradients } from './gradients';
import { compareWgsl } from './wgsl';

/** WGSL programs take a shader compilation each: one for so many others. */
const WGSL_SHARE = 20;

const [count = '2000', seedText = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const seed = Number(seedText);
const numRuns = Number(count);
console.log(`seed ${seed}, ${numRuns} programs for each language`);

const sampled = (of: fc.Arbitrary<{ readonly source: string }>, runs = numRuns): string[] =>
  fc.sample(of, { numRuns: runs, seed }).map((loss) => loss.source);

function report(what: string, programs: number, differences: readonly Difference[], started: number): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${what}: ${programs} programs, ${differences.length} differences, ${seconds} s`);
  for (const { source, n, expected, got } of differences.slice(0, 5)) {
    console.log(`--- n = ${n}: expected ${expected}, got ${got}\n${source}`);
  }
  if (differences.length > 0) process.exitCode = 1;
}

function timed(what: string, run: () => { differences: readonly Difference[]; compared: number }): void {
  const started = performance.now();
  const { differences, compared } = run();
  report(what, compared, differences, started);
}

const javascript = sampled(randomLoss('javascript'));
const python = sampled(randomLoss('python'));
const arrays = sampled(randomArrayLoss());
timed('JavaScript against V8', () => ({ differences: compareWithV8(javascript), compared: javascript.length }));
if (hasPython()) {
  timed('Python against CPython', () => ({ differences: compareWithPython(python), compared: python.length }));
  timed('NumPy against CPython', () => ({ differences: compareWithPython(arrays), compared: arrays.length }));
} else console.log('Python: skipped, there is no python3');
timed('JavaScript gradients', () => compareGradients(javascript, 'javascript'));
timed('Python gradients', () => compareGradients(python, 'python'));
timed('NumPy gradients', () => compareGradients(arrays, 'python'));

const run = await openWgsl(await nodeGpu());
if (run) {
  const few = Math.ceil(numRuns / WGSL_SHARE);
  for (const language of ['javascript', 'python'] as const) {
    const started = performance.now();
    const { differences, compared } = await compareWgsl(run, sampled(randomLoss(language), few), language);
    report(`WGSL of ${language}`, compared, differences, started);
  }
} else console.log('WGSL: skipped, there is no GPU');
process.exit();
