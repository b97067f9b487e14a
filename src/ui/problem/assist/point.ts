/** The point at which names are shown: the iterate under the pointer, or the start. */
import { formatPoint } from '../../format';
import { iterationOf } from '../../plots/trace';
import { shortValues } from '../../parameters/shape';
import { appStore, namedValues, viewStore } from '../../stores';

/** The point, and what it is in words. */
export function currentPoint(): { readonly x: readonly number[]; readonly where: string } {
  const { x0, runs } = appStore.getState();
  const { hover } = viewStore.getState();
  const run = hover && runs.find(({ spec }) => spec.id === hover.runId);
  if (run && hover.iterate < run.trace.count) {
    const n = x0.length;
    const x = Array.from(run.trace.x.subarray(hover.iterate * n, (hover.iterate + 1) * n));
    const iteration = iterationOf(run.trace, hover.iterate);
    return { x, where: `at iterate ${iteration} of ${run.spec.method}, ${pointText(x)}` };
  }
  return { x: x0, where: `at the start ${pointText(x0)}` };
}

/** The point by name, where its numbers have names. */
function pointText(x: readonly number[]): string {
  const named = namedValues(appStore.getState().compile.loss?.params, x);
  return named ? shortValues(named.slice(0, 3)) + (named.length > 3 ? ', …' : '') : formatPoint(x);
}
