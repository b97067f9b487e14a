/** Reverse mode on every problem of the catalogue: the gradient's time over the value's, side by side. */
import { compileProgram } from '../../src/emit/loss';
import { parseLoss } from '../../src/lang';
import { problems } from '../../src/problems';
import { race } from './timing';

/** What the project promises: a gradient costs at most three values. */
export const REVERSE_GOAL = 3;

/** One line of the report. */
export interface ReverseRow {
  readonly name: string;
  readonly ratio: number;
}

/** Problems of any size are timed in so many variables. */
const SIZES = [2, 10, 100];
/** Points that take turns, so that nothing can be hoisted out of the timing loop. */
const POINTS = 64;
/** Nanoseconds of one side in one round: enough for the clock, short enough for many rounds. */
const ROUND_NS = 1e6;

function ratioOf(source: string, n: number): number {
  const parsed = parseLoss(source, { language: 'javascript', n });
  if (!parsed.ok) throw new Error(parsed.diagnostics[0]?.message ?? 'refused');
  const loss = compileProgram(parsed.program, { names: parsed.names });
  const points = Array.from({ length: POINTS }, (_, k) =>
    Float64Array.from({ length: loss.n }, (_, i) => 0.4 + 0.3 * Math.sin(i + k + 1)),
  );
  const out = new Float64Array(loss.n);
  let turn = 0;
  const next = (): Float64Array => points[turn++ % POINTS]!;
  const contestants = { value: () => loss.fun(next()), gradient: () => loss.grad(next(), out)[0]! };
  const [warm] = race(contestants, 2000, 3);
  const calls = Math.max(200, Math.round(ROUND_NS / Math.max(1, warm!.ns)));
  const [value, gradient] = race(contestants, calls, 11);
  return gradient!.ns / value!.ns;
}

/** Gradient over value, the dearest first. */
export function reverseRows(): ReverseRow[] {
  return problems
    .flatMap((problem) =>
      (problem.n === 'any' ? SIZES : [problem.n]).map((n) => ({
        name: problem.n === 'any' ? `${problem.title}, n = ${n}` : problem.title,
        ratio: ratioOf(problem.sources.javascript, n),
      })),
    )
    .sort((a, b) => b.ratio - a.ratio);
}

/** How many problems keep the promise, and the dearest of them. */
export function reverseTable(): string {
  const rows = reverseRows();
  const missed = rows.filter(({ ratio }) => ratio > REVERSE_GOAL);
  const shown = rows.slice(0, Math.max(8, missed.length));
  const lines = shown.map(
    ({ name, ratio }) =>
      `${name.padEnd(62)}${ratio.toFixed(2).padStart(9)}   ${ratio <= REVERSE_GOAL ? 'met' : 'MISSED'}`,
  );
  const head = `gradient over value, goal ≤ ${REVERSE_GOAL}: ${rows.length - missed.length} of ${rows.length} met; the dearest`;
  return [head, ...lines].join('\n');
}
