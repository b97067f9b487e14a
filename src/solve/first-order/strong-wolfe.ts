/**
 * The line search of PyTorch's LBFGS: bracket, then zoom, with cubic interpolation, to the strong Wolfe conditions.
 *
 * Nocedal & Wright (2006), "Numerical optimization", algorithms 3.5 and 3.6, equation 3.59 for the cubic. The
 * safeguards (a bracket end is kept away from by 10 %, extrapolation between 1 % and tenfold) follow PyTorch and are
 * empirical. ψ(t) = f(x + t·d).
 */
import { dot, maxAbs } from '../../math/linalg/sums';
import type { Objective } from '../objective';
import type { Search } from '../protocol';

const sufficientDecrease = 1e-4;
const curvatureShare = 0.9;
const mostEvaluations = 25;

/** A trial step: its length, and value, gradient (n) and slope there. */
export interface Trial {
  readonly t: number;
  readonly f: number;
  readonly g: Float64Array;
  /** dψ/dt */
  readonly slope: number;
}

/** Finds a step along d.
 *  @param start            t = 0: value, gradient and slope (< 0) at x
 *  @param firstStep        first trial length
 *  @param toleranceChange  a bracket that moves x by less is not refined
 *  @returns the best trial; it satisfies both conditions unless the evaluations ran out or the bracket collapsed */
export function* searchStrongWolfe(
  objective: Objective,
  x: Float64Array,
  d: Float64Array,
  start: Trial,
  firstStep: number,
  toleranceChange: number,
): Search<Trial> {
  const evaluateAt = (t: number): Search<Trial> => tryStep(objective, x, d, t);
  const tooHigh = (trial: Trial): boolean => !(trial.f <= start.f + sufficientDecrease * trial.t * start.slope);
  const isFlat = (trial: Trial): boolean => Math.abs(trial.slope) <= -curvatureShare * start.slope;

  let previous = start;
  let trial = yield* evaluateAt(firstStep);
  let low: Trial | null = null;
  let high: Trial | null = null;
  let evaluations = 0;
  while (evaluations < mostEvaluations) {
    if (tooHigh(trial) || (evaluations > 1 && trial.f >= previous.f) || (!isFlat(trial) && trial.slope >= 0)) {
      [low, high] = ordered(previous, trial);
      break;
    }
    if (isFlat(trial)) return trial;
    const least = trial.t + 0.01 * (trial.t - previous.t);
    const next = interpolate(previous, trial, least, trial.t * 10);
    previous = trial;
    trial = yield* evaluateAt(next);
    evaluations++;
  }
  if (low === null || high === null) return start.f <= trial.f ? start : trial;

  const length = maxAbs(d);
  let hadLittleProgress = false;
  while (evaluations < mostEvaluations && Math.abs(high.t - low.t) * length >= toleranceChange) {
    const least: number = Math.min(low.t, high.t);
    const most: number = Math.max(low.t, high.t);
    const inside = awayFromEnds(interpolate(low, high, least, most), least, most, hadLittleProgress);
    hadLittleProgress = inside.isLittleProgress;
    trial = yield* evaluateAt(inside.t);
    evaluations++;
    if (tooHigh(trial) || trial.f >= low.f) {
      [low, high] = ordered(low, trial);
      continue;
    }
    if (isFlat(trial)) return trial;
    if (trial.slope * (high.t - low.t) >= 0) high = low;
    low = trial;
  }
  return low;
}

function* tryStep(objective: Objective, x: Float64Array, d: Float64Array, t: number): Search<Trial> {
  const moved = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) moved[i] = x[i] + t * d[i];
  yield* objective.funAndGrad(moved);
  const { f, g } = objective;
  return { t, f, g, slope: dot(g, d) };
}

const ordered = (a: Trial, b: Trial): [Trial, Trial] => (b.f < a.f ? [b, a] : [a, b]);

/** Keeps a trial 10 % of the bracket away from its ends, once a first trial near an end has not helped. */
function awayFromEnds(
  t: number,
  least: number,
  most: number,
  hadLittleProgress: boolean,
): { t: number; isLittleProgress: boolean } {
  const margin = 0.1 * (most - least);
  if (Math.min(most - t, t - least) >= margin) return { t, isLittleProgress: false };
  if (!hadLittleProgress && t < most && t > least) return { t, isLittleProgress: true };
  const isNearMost = Math.abs(t - most) < Math.abs(t - least);
  return { t: isNearMost ? most - margin : least + margin, isLittleProgress: false };
}

/** The minimum of the cubic through two trials, within [least, most]; their middle where the cubic has none. */
function interpolate(a: Trial, b: Trial, least: number, most: number): number {
  const [left, right] = a.t <= b.t ? [a, b] : [b, a];
  const d1 = left.slope + right.slope - (3 * (left.f - right.f)) / (left.t - right.t);
  const square = d1 * d1 - left.slope * right.slope;
  if (!(square >= 0)) return (least + most) / 2;
  const d2 = Math.sqrt(square);
  const minimum = right.t - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
  return Number.isNaN(minimum) ? (least + most) / 2 : Math.min(Math.max(minimum, least), most);
}
