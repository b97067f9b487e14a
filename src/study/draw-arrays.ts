/**
 * A random start for arrays of parameters. Layers of a network that start alike stay alike, so that arrays need
 * different numbers: normal ones of variance 1 / fan-in keep a layer's outputs of order 1 (LeCun, Bottou, Orr & Müller,
 * Efficient BackProp, 1998, section 4.6). The fan-in is the first extent, as in X @ W.
 */
import { defaultRng } from '../math/random/generator';
import { slicesOf } from './parameters';
import type { ParamSpec, RunSpec } from './types';

/** The packed start with its arrays drawn anew; numbers stay as they are.
 *  @param bounds  drawn numbers outside are moved to the nearest bound */
export function drawArrays(
  params: readonly ParamSpec[],
  x0: readonly number[],
  bounds: RunSpec['bounds'],
  seed: number,
): number[] {
  const rng = defaultRng(seed);
  const drawn = [...x0];
  for (const { spec, from, to } of slicesOf(params)) {
    const [fanIn] = spec.shape ?? [];
    if (fanIn === undefined) continue;
    const deviation = 1 / Math.sqrt(fanIn);
    for (let i = from; i < to; i++) {
      const [lo, hi] = bounds?.[i] ?? [null, null];
      drawn[i] = Math.min(hi ?? Infinity, Math.max(lo ?? -Infinity, deviation * rng.standardNormal()));
    }
  }
  return drawn;
}
