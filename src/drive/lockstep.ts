/**
 * Drives many searches over one loss together: in each round the points that all of them wait for become one
 * batch of values and one batch of gradients, which is one GPU dispatch each instead of thousands.
 */
import type { Reply, Search } from '../solve/protocol';
import type { OptimizeResult } from '../solve/result';
import { evaluate, type Evaluator } from './evaluator';
import { Run, type RunOptions } from './run';

/** Answers whole rounds. Points are row-major (count·n). */
export interface BatchEvaluator {
  readonly n: number;
  funBatch(points: Float64Array, count: number): Float64Array | Promise<Float64Array>;
  /** gradients, row-major (count·n) */
  gradBatch?(points: Float64Array, count: number): Float64Array | Promise<Float64Array>;
  /** answers, one by one, what batches do not: Hessians, products, constraints */
  readonly single?: Evaluator;
}

/** Runs the searches to their ends, in rounds; results come in the order of the searches.
 *  @param options  the options of each run, by index
 *  @throws (as a rejection) whatever the evaluator throws; all searches are then closed */
export async function runLockstep(
  searches: readonly Search<OptimizeResult>[],
  evaluator: BatchEvaluator,
  options: (index: number) => RunOptions = () => ({}),
): Promise<OptimizeResult[]> {
  const runs = searches.map((search, index) => new Run(search, evaluator.n, options(index)));
  try {
    let waiting = runs.filter((run) => run.request !== null);
    while (waiting.length > 0) {
      await answerRound(waiting, evaluator);
      waiting = waiting.filter((run) => run.request !== null);
    }
  } catch (error) {
    for (const run of runs) if (run.request !== null) run.abandon();
    throw error;
  }
  return runs.map((run) => run.result!);
}

async function answerRound(waiting: readonly Run[], evaluator: BatchEvaluator): Promise<void> {
  const { n } = evaluator;
  const isKind = (...kinds: string[]): Run[] => waiting.filter((run) => kinds.includes(run.request!.kind));
  const values = evaluator.gradBatch ? isKind('fun', 'batch', 'funGrad') : isKind('fun', 'batch');
  const gradients = evaluator.gradBatch ? isKind('grad', 'funGrad') : [];
  const batched = new Set([...values, ...gradients]);
  const replies = new Map<Run, Reply>();

  if (values.length > 0) {
    const counts = values.map((run) => (run.request!.kind === 'batch' ? run.request!.count : 1));
    const f = await evaluator.funBatch(gather(values, counts, n), total(counts));
    let row = 0;
    values.forEach((run, i) => {
      replies.set(run, run.request!.kind === 'batch' ? f.slice(row, row + counts[i]!) : f[row]!);
      row += counts[i]!;
    });
  }
  if (gradients.length > 0) {
    const ones = gradients.map(() => 1);
    const g = await evaluator.gradBatch!(gather(gradients, ones, n), gradients.length);
    gradients.forEach((run, i) => {
      const own = g.slice(i * n, (i + 1) * n);
      if (run.request!.kind === 'funGrad') run.request!.out.set(own);
      else replies.set(run, own);
    });
  }
  for (const run of waiting) {
    if (!batched.has(run)) replies.set(run, evaluate(evaluator.single ?? withoutSingle(evaluator), run.request!));
  }
  for (const run of waiting) run.reply(replies.get(run)!);
}

function gather(runs: readonly Run[], counts: readonly number[], n: number): Float64Array {
  const points = new Float64Array(total(counts) * n);
  let row = 0;
  runs.forEach((run, i) => {
    const request = run.request!;
    points.set(request.kind === 'batch' ? request.points : request.x, row * n);
    row += counts[i]!;
  });
  return points;
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

// Its `fun` is never called: values always go through `funBatch`. The other requests then fail with a remedy.
function withoutSingle({ n }: BatchEvaluator): Evaluator {
  return { n, fun: () => NaN };
}
