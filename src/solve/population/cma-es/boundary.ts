/**
 * CMA-ES inside a box: a sample outside is evaluated at the nearest point inside and charged for the distance.
 *
 * Source: N. Hansen, A. S. P. Niederberger, L. Guzzella, P. Koumoutsakos, IEEE Trans. Evol. Comput. 13 (2009), §IV.B: the charge grows
 * while the mean stays outside, in units of the spread of recent values.
 */
import type { Bounds } from '../../method';
import { clip } from '../common';
import type { Strategy } from './strategy';

/** Charges for leaving the box; one per strategy. */
export class Boundary {
  private readonly charge: Float64Array;
  private readonly spreads: number[] = [];
  private isActive = false;

  constructor(private readonly bounds: Bounds) {
    this.charge = new Float64Array(bounds.lb.length);
  }

  /** The samples moved into the box, row-major. */
  inside(points: Float64Array): Float64Array {
    const n = this.charge.length;
    return points.map((value, i) => clip(value, i % n, this.bounds));
  }

  /** Values with their charges, for the ranking. */
  charged(points: Float64Array, moved: Float64Array, values: Float64Array, strategy: Strategy): Float64Array {
    this.learn(values, strategy);
    const n = this.charge.length;
    return values.map((value, i) => {
      let cost = 0;
      for (let k = 0; k < n; k++) {
        const distance = points[i * n + k] - moved[i * n + k];
        if (distance !== 0) cost += (this.charge[k] * distance * distance) / this.shape(k, strategy);
      }
      return value + cost / n;
    });
  }

  // Coordinates with a larger variance are charged less.
  private shape(k: number, strategy: Strategy): number {
    let mean = 0;
    const n = this.charge.length;
    for (let j = 0; j < n; j++) mean += Math.log(strategy.variance(j));
    return Math.exp(0.9 * (Math.log(strategy.variance(k)) - mean / n));
  }

  private learn(values: Float64Array, strategy: Strategy): void {
    const { n, sigma, mean, popsize, muEff } = strategy;
    const finite = Array.from(values)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    if (finite.length > 1) {
      const spread = finite[Math.floor(0.75 * (finite.length - 1))] - finite[Math.floor(0.25 * (finite.length - 1))];
      let variance = 0;
      for (let k = 0; k < n; k++) variance += strategy.variance(k) / n;
      if (spread > 0) this.spreads.push(spread / (sigma * sigma * variance));
      if (this.spreads.length > 20 + (3 * n) / popsize) this.spreads.shift();
    }
    const isOutside = mean.some((value, k) => clip(value, k, this.bounds) !== value);
    if (!isOutside || this.spreads.length === 0) return;
    if (!this.isActive) {
      this.isActive = true;
      const sorted = this.spreads.toSorted((a, b) => a - b);
      this.charge.fill(2 * sorted[Math.floor(sorted.length / 2)]);
    }
    const growth = 1.1 ** Math.max(1, muEff / (10 * n));
    for (let k = 0; k < n; k++) {
      const away = Math.abs(mean[k] - clip(mean[k], k, this.bounds));
      const reach = 3 * sigma * Math.sqrt(strategy.variance(k)) * Math.max(1, Math.sqrt(n) / muEff);
      if (away > reach) this.charge[k] *= growth;
    }
  }
}
