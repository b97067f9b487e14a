/**
 * The step that repairs the interpolation set: of several candidates the one that makes the determinant of the
 * interpolation system largest.
 *
 * Source: Ragonneau (2022), section 5.3.3 and 6.5.
 */
import { applyRows } from '../../../math/linalg/kernels';
import { norm2 } from '../../../math/linalg/sums';
import { clip, plus, TINY } from './boundaries';
import { activeNullSpace } from './constrained-tangential';
import type { Framework } from './framework';
import { cauchyGeometryStep, spiderGeometryStep } from './geometry';
import { arraysTolerance } from './problem';
import type { Quadratic } from './quadratic';

/** A step from the best point that is good for the set when point k goes there. @throws LinearAlgebraError */
export function geometryStep(framework: Framework, k: number): Float64Array {
  const { problem, models, radius } = framework;
  const polynomial = models.lagrangePolynomial(k);
  const x = framework.xBest;
  const g = polynomial.grad(x);
  const { lower, upper } = framework.room();
  const quality = (step: Float64Array): number => Math.abs(models.determinant(plus(x, step), k));
  const along = cauchyGeometryStep(g, polynomial, lower, upper, radius);
  const across = spiderGeometryStep(g, polynomial, linesFromBest(framework), lower, upper, radius);
  const alongQuality = quality(along);
  const acrossQuality = quality(across);
  const isAcross = acrossQuality > alongQuality;
  const best = isAcross ? across : along;
  if (!problem.hasGeneralConstraints) return best;
  const feasible = projectedStep(framework, g, polynomial);
  const enough = 0.1 * (isAcross ? acrossQuality : alongQuality);
  return feasible !== null && quality(feasible) >= enough ? clip(feasible, lower, upper) : best;
}

// Displacements of all other points from the best one, row-major (n·(npt − 1)), in SciPy's order.
function linesFromBest({ models, indexOfBest }: Framework): Float64Array {
  const { n, npt, points } = models.interpolation;
  const lines = new Float64Array(n * (npt - 1));
  for (let i = 0; i < n; i++) {
    for (let j = 1; j < npt; j++) {
      const k = j === indexOfBest ? 0 : j;
      lines[i * (npt - 1) + j - 1] = points[i * npt + k] - points[i * npt + indexOfBest];
    }
  }
  return lines;
}

// Along the gradient of the Lagrange polynomial in the null space of the active constraints, where that hardly
// leaves the feasible set.
function projectedStep(framework: Framework, g: Float64Array, polynomial: Quadratic): Float64Array | null {
  const n = g.length;
  const { aub, bub, aeq, beq } = framework.linearization();
  const { lower, upper } = framework.room();
  const boundTolerance = arraysTolerance(lower, upper);
  const rowTolerance = arraysTolerance(bub);
  const free = {
    lower: Array.from(lower, (low) => low <= -boundTolerance),
    upper: Array.from(upper, (high) => high >= boundTolerance),
    ub: Array.from(bub, (room) => room >= rowTolerance),
  };
  const space = activeNullSpace(aub, aeq, n, free);
  const projected = space.project(g);
  const length = norm2(projected);
  if (!(space.active > 0 && space.active < n && length > TINY * framework.radius)) return null;
  let step = projected.map((value) => (framework.radius / length) * value);
  if (polynomial.curvature(step) < 0) step = step.map((value) => -value);
  const used = applyRows(aub, step, new Float64Array(bub.length), bub.length, n);
  const reached = applyRows(aeq, step, new Float64Array(beq.length), beq.length, n);
  let worst = 0;
  let tolerance = 0;
  step.forEach((value, i) => {
    worst = Math.max(worst, lower[i] - value, value - upper[i]);
    if (!free.lower[i] || !free.upper[i]) tolerance = Math.max(tolerance, Math.abs(value));
  });
  bub.forEach((room, j) => {
    worst = Math.max(worst, used[j] - room);
    if (!free.ub[j]) tolerance = Math.max(tolerance, Math.abs(used[j]));
  });
  beq.forEach((right, j) => {
    worst = Math.max(worst, Math.abs(reached[j] - right));
  });
  return worst <= Math.min(10 * tolerance, 0.01 * norm2(step)) ? step : null;
}
