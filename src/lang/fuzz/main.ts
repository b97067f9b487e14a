/** The long differential fuzz: node scripts/run-ts.mjs src/lang/fuzz/main.ts [programs per language] [seed] */
import fc from 'fast-check';
import { compareWithPython, compareWithV8, type Difference, hasPython } from './compare';
import { randomLoss } from './generate';

const [count = '2000', seedText = '1'] = process.argv.slice(2);
const seed = Number(seedText);

function report(language: string, programs: number, differences: readonly Difference[], started: number): void {
  console.log(
    `${language}: ${programs} programs, ${differences.length} differences, ${((performance.now() - started) / 1000).toFixed(1)} s (seed ${seed})`,
  );
  for (const { source, n, expected, got } of differences.slice(0, 3)) {
    console.log(`--- n = ${n}: expected ${expected}, got ${got}\n${source}`);
  }
  if (differences.length > 0) process.exitCode = 1;
}

for (const language of ['javascript', 'python'] as const) {
  if (language === 'python' && !hasPython()) {
    console.log('python: skipped, there is no python3');
    continue;
  }
  const started = performance.now();
  const sources = fc.sample(randomLoss(language), { numRuns: Number(count), seed }).map((loss) => loss.source);
  report(
    language,
    sources.length,
    language === 'python' ? compareWithPython(sources) : compareWithV8(sources),
    started,
  );
}
