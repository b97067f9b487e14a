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
// PyTorch's line search has this limit of its own, whatever the optimizer's tolerance_change is.
const smallestBracket = 1e-9;

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
 *  @returns the best trial; it satisfies both conditions unless the evaluations ran out or the bracket collapsed */
export function* searchStrongWolfe(
  objective: Objective,
  x: Float64Array,
  d: Float64Array,
  start: Trial,
  firstStep: number,
): Search<Trial> {
  const evaluateAt = (t: number): Search<Trial> => tryStep(objective, x, d, t);
  const tooHigh = (trial: Trial): boolean => !(trial.f <= start.f + sufficientDecrease * trial.t * start.slope);
  const isFlat = (trial: Trial): boolean => Math.abs(trial.slope) <= -curvatureShare * start.slope;

  let previous = start;
  let trial = yield* evaluateAt(firstStep);
  let bracket: [Trial, Trial] | null = null;
  let evaluations = 0;
  while (evaluations < mostEvaluations) {
    if (tooHigh(trial) || (evaluations > 1 && trial.f >= previous.f) || (!isFlat(trial) && trial.slope >= 0)) {
      bracket = [previous, trial];
      break;
    }
    if (isFlat(trial)) return trial;
    const least = trial.t + 0.01 * (trial.t - previous.t);
    const next = interpolate(previous, trial, least, trial.t * 10);
    previous = trial;
    trial = yield* evaluateAt(next);
    evaluations++;
  }
  if (bracket === null) return start.f <= trial.f ? start : trial;

  const length = maxAbs(d);
  let hadLittleProgress = false;
  // Of two equal ends the first is the lower one, as in PyTorch; its place is kept when it is replaced.
  let low = lowerEnd(bracket);
  while (evaluations < mostEvaluations && Math.abs(bracket[1].t - bracket[0].t) * length >= smallestBracket) {
    const least: number = Math.min(bracket[0].t, bracket[1].t);
    const most: number = Math.max(bracket[0].t, bracket[1].t);
    const inside = awayFromEnds(interpolate(...bracket, least, most), least, most, hadLittleProgress);
    hadLittleProgress = inside.isLittleProgress;
    trial = yield* evaluateAt(inside.t);
    evaluations++;
    const high = 1 - low;
    if (tooHigh(trial) || trial.f >= bracket[low].f) {
      bracket[high] = trial;
      low = lowerEnd(bracket);
      continue;
    }
    if (isFlat(trial)) return trial;
    if (trial.slope * (bracket[high].t - bracket[low].t) >= 0) bracket[high] = bracket[low];
    bracket[low] = trial;
  }
  return bracket[low];
}

function* tryStep(objective: Objective, x: Float64Array, d: Float64Array, t: number): Search<Trial> {
  const moved = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) moved[i] = x[i] + t * d[i];
  yield* objective.funAndGrad(moved);
  const { f, g } = objective;
  return { t, f, g, slope: dot(g, d) };
}

const lowerEnd = ([first, second]: readonly [Trial, Trial]): 0 | 1 => (first.f <= second.f ? 0 : 1);

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
