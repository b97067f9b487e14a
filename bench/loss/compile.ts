/** Compile times, from text to a first value, gradient and Hessian-vector product: what is felt while somebody types. */
import { compileProgram } from '../../src/emit/loss';
import { parseLoss, type ParseOptions } from '../../src/lang';
import { problems } from '../../src/problems';

/** One line of the report: milliseconds, medians over fresh compilations. */
export interface CompileRow {
  readonly name: string;
  readonly ms: number;
  readonly goal: number;
}

const ROUNDS = 9;

/** Text to value, gradient and product, each evaluated once. */
function compileOnce(source: string, options: ParseOptions): number {
  const started = performance.now();
  const parsed = parseLoss(source, options);
  if (!parsed.ok) throw new Error(parsed.diagnostics[0]?.message ?? 'refused');
  const loss = compileProgram(parsed.program, { names: parsed.names });
  const x = new Float64Array(loss.n).fill(0.3);
  loss.valueAndGrad(x, new Float64Array(loss.n));
  loss.hessp(x, x);
  return performance.now() - started;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

const timed = (source: string, options: ParseOptions): number =>
  median(Array.from({ length: ROUNDS }, () => compileOnce(source, options)));

/** Two layers, 26 parameters, 160 rows of three features. */
function network(): { source: string; options: ParseOptions } {
  const source = `import numpy as np
def loss(W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    out = h @ W2 + b2
    return np.mean((out[:, 0] - y)**2)`;
  const rows = Array.from({ length: 160 }, (_, i) => [Math.sin(i), Math.cos(2 * i), Math.sin(3 * i + 1)]);
  const params = [
    { name: 'W1', shape: [3, 5] },
    { name: 'b1', shape: [5] },
    { name: 'W2', shape: [5, 1] },
    { name: 'b2', shape: [1] },
  ];
  return { source, options: { params, data: { X: rows, y: rows.map(([a]) => a!) } } };
}

const ROSENBROCK_LOOP = `def rosenbrock(x):
    total = 0.0
    for i in range(len(x) - 1):
        total += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2
    return total`;

const ROSENBROCK_SLICES = `import numpy as np
def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)`;

/** The slowest of the two-dimensional losses of the catalogue, the network, and Rosenbrock in 10,000 variables. */
export function compileRows(): CompileRow[] {
  const plane = problems.filter((problem) => problem.n === 2 || problem.n === 'any');
  const slowest = (language: 'javascript' | 'python'): { title: string; ms: number } =>
    plane
      .map((problem) => ({ title: problem.title, ms: timed(problem.sources[language], { language, n: 2 }) }))
      .reduce((a, b) => (b.ms > a.ms ? b : a));
  const flat = (['javascript', 'python'] as const).map((language): CompileRow => {
    const { title, ms } = slowest(language);
    return { name: `slowest of ${plane.length} in 2-D from ${language}: ${title}`, ms, goal: 20 };
  });
  const { source, options } = network();
  const large = { n: 10_000, language: 'python' as const };
  return [
    ...flat,
    { name: 'network of 26 parameters on 160 × 3', ms: timed(source, options), goal: 100 },
    { name: 'Rosenbrock n = 10,000, slices', ms: timed(ROSENBROCK_SLICES, large), goal: 200 },
    { name: 'Rosenbrock n = 10,000, a loop', ms: timed(ROSENBROCK_LOOP, large), goal: 200 },
  ];
}

/** The rows as text, with a verdict beside each. */
export function compileTable(): string {
  const line = ({ name, ms, goal }: CompileRow): string =>
    `${name.padEnd(62)}${ms.toFixed(1).padStart(9)} ms   goal < ${goal}: ${ms < goal ? 'met' : 'MISSED'}`;
  return ['text to value, gradient and Hessian-vector product', ...compileRows().map(line)].join('\n');
}
