/**
 * npm run fuzz: the differential fuzz, all of it.  npm run fuzz -- [programs] [seed] [only]
 *
 * JavaScript and formulas against V8, Python against CPython with NumPy, gradients against complex steps, WGSL against
 * f64 where there is a GPU: so many programs for each kind of text, for each kind's gradients, and for WGSL together.
 * `only` is a part of the names of the rows to run. Prints the seed; ends with 1 where anything differs. What a text's
 * own language runs and ours refuses on purpose, in words, is counted apart.
 */
import fc from 'fast-check';
import { openWgsl } from '../../src/emit/gpu-harness';
import { nodeGpu } from '../../src/gpu/node-gpu';
import type { Language } from '../../src/lang';
import {
  type Comparison,
  type Difference,
  type Refusal,
  compareFormulas,
  compareWithPython,
  compareWithV8,
  hasPython,
} from '../../src/lang/fuzz/compare';
import { randomLoss } from '../../src/lang/fuzz/generate';
import { randomArrayLoss } from '../../src/lang/fuzz/generate-arrays';
import { type RandomFormula, randomFormula } from '../../src/lang/fuzz/generate-formulas';
import { randomJavaScriptArrayLoss } from '../../src/lang/fuzz/generate-javascript';
import { compareGradients } from './gradients';
import { compareWgsl } from './wgsl';

const [count = '2000', seedText = String(Date.now() % 1_000_000), only = ''] = process.argv.slice(2);
const seed = Number(seedText);
const numRuns = Number(count);

interface Kind {
  readonly name: string;
  readonly language: Language;
  readonly texts: fc.Arbitrary<{ readonly source: string }>;
  /** what the language itself makes of the texts; null where it is not here */
  readonly compare: ((texts: readonly { readonly source: string }[]) => Comparison) | null;
}

const sourcesOf = (texts: readonly { readonly source: string }[]): string[] => texts.map(({ source }) => source);
const withV8: Kind['compare'] = (texts) => compareWithV8(sourcesOf(texts));
const withPython: Kind['compare'] = hasPython() ? (texts) => compareWithPython(sourcesOf(texts)) : null;

const kinds: readonly Kind[] = [
  { name: 'JavaScript', language: 'javascript', texts: randomLoss('javascript'), compare: withV8 },
  { name: 'JavaScript arrays', language: 'javascript', texts: randomJavaScriptArrayLoss(), compare: withV8 },
  { name: 'Python', language: 'python', texts: randomLoss('python'), compare: withPython },
  { name: 'NumPy', language: 'python', texts: randomArrayLoss(), compare: withPython },
  {
    name: 'Formulas',
    language: 'formula',
    texts: randomFormula(),
    compare: (texts) => compareFormulas(texts as readonly RandomFormula[]),
  },
];

interface Found {
  readonly differences: readonly Difference[];
  readonly refusals?: readonly Refusal[];
  readonly compared: number;
}

async function report(what: string, run: () => Found | Promise<Found>): Promise<void> {
  if (!what.includes(only)) return;
  const started = performance.now();
  const { differences, refusals = [], compared } = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const apart = refusals.length > 0 ? `, ${refusals.length} refused (${countsOf(refusals)})` : '';
  console.log(`${what}: ${compared} programs, ${differences.length} differences${apart}, ${seconds} s`);
  for (const { source, n, expected, got } of differences.slice(0, 5)) {
    console.log(`--- n = ${n}: expected ${expected}, got ${got}\n${source}`);
  }
  if (differences.length > 0) process.exitCode = 1;
}

function countsOf(refusals: readonly Refusal[]): string {
  const counts = new Map<string, number>();
  for (const { code } of refusals) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Array.from(counts, ([code, times]) => `${code} ${times}×`).join(', ');
}

console.log(`seed ${seed}, ${numRuns} programs a row`);
for (const { name, texts, compare } of kinds) {
  if (compare) await report(name, () => compare(fc.sample(texts, { numRuns, seed })));
  else console.log(`${name}: skipped, there is no python3`);
}
for (const { name, language, texts } of kinds) {
  await report(`Gradients, ${name}`, () => compareGradients(sourcesOf(fc.sample(texts, { numRuns, seed })), language));
}
const run = await openWgsl(await nodeGpu());
if (!run) console.log('WGSL: skipped, there is no GPU');
for (const { name, language, texts } of run ? kinds : []) {
  const share = Math.ceil(numRuns / kinds.length);
  await report(`WGSL, ${name}`, () =>
    compareWgsl(run!, sourcesOf(fc.sample(texts, { numRuns: share, seed })), language),
  );
}
process.exit();
