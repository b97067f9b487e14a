/**
 * The moves of generalized annealing: a distorted Cauchy–Lorentz distribution whose width falls with the temperature.
 *
 * Source: C. Tsallis and D. A. Stariolo, "Generalized simulated annealing", Physica A 233 (1996), sampled with two normals as in
 * Y. Xiang et al., The R Journal 5 (2013), eq. 2–3. Draws and rounding follow SciPy 1.17.1.
 */
// A move may be 10⁸ box widths before it is wrapped, which blows a last bit up to 10⁻⁸: hence the accurate functions.
import { accurateExp as exp } from '../../../math/random/accurate-exp';
import { accurateLog as log } from '../../../math/random/accurate-log';
import type { Generator } from '../../../math/random/generator';
import type { Bounds } from '../../method';
import { logAbsGamma } from './gamma';

const TAIL_LIMIT = 1e8;
const LEAST_DISTANCE = 1e-10;

/** Proposes states inside the bounds. */
export class VisitingDistribution {
  private readonly range: Float64Array;
  private readonly factor4: number;
  private readonly factor6: number;

  /** @param q  SciPy's `visit`, in (1, 3) */
  constructor(
    private readonly bounds: Bounds,
    private readonly q: number,
    private readonly rng: Generator,
  ) {
    this.range = bounds.ub.map((high, k) => high - bounds.lb[k]);
    const factor2 = exp((4 - q) * log(q - 1));
    const factor3 = exp(((2 - q) * log(2)) / (q - 1));
    const factor5 = 1 / (q - 1) - 0.5;
    const angle = Math.PI * (1 - factor5);
    this.factor4 = (Math.sqrt(Math.PI) * factor2) / (factor3 * (3 - q));
    this.factor6 = angle / Math.sin(angle) / exp(logAbsGamma(2 - factor5));
  }

  /** A fresh state from x: all coordinates move while step < n, then one after the other. */
  propose(x: Float64Array, step: number, temperature: number): Float64Array {
    const n = x.length;
    if (step < n) return this.moveAll(x, temperature);
    const moved = x.slice();
    const k = step - n;
    let move = this.moves(temperature, 1)[0];
    if (move > TAIL_LIMIT) move = TAIL_LIMIT * this.rng.random();
    else if (move < -TAIL_LIMIT) move = -TAIL_LIMIT * this.rng.random();
    moved[k] = this.wrap(move + x[k], k);
    return moved;
  }

  private moveAll(x: Float64Array, temperature: number): Float64Array {
    const moves = this.moves(temperature, x.length);
    const upper = this.rng.random();
    const lower = this.rng.random();
    return moves.map((move, k) => {
      const cut = move > TAIL_LIMIT ? TAIL_LIMIT * upper : move < -TAIL_LIMIT ? -TAIL_LIMIT * lower : move;
      return this.wrap(cut + x[k], k);
    });
  }

  // Leaving the box on one side is coming back on the other; exactly the lower bound is avoided.
  private wrap(value: number, k: number): number {
    const low = this.bounds.lb[k];
    const range = this.range[k];
    const inside = ((((value - low) % range) + range) % range) + low;
    return Math.abs(inside - low) < LEAST_DISTANCE ? inside + LEAST_DISTANCE : inside;
  }

  private moves(temperature: number, count: number): Float64Array {
    const { q, rng } = this;
    const normals = rng.normalArray(2 * count);
    const factor1 = exp(log(temperature) / (q - 1));
    const spread = exp((-(q - 1) * log(this.factor6 / (this.factor4 * factor1))) / (3 - q));
    return Float64Array.from({ length: count }, (_, i) => {
      const width = exp(((q - 1) * log(Math.abs(normals[2 * i + 1]))) / (3 - q));
      return (normals[2 * i] * spread) / width;
    });
  }
}
