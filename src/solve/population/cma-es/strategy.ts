/**
 * One CMA-ES: a normal distribution that samples, and that learns its mean, step size and covariance from the ranking.
 *
 * Source: N. Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772 (2016), figure 6 and table 1, with active
 * (negative) weights. Symbols: m mean, sigma step size, C covariance, p_sigma and p_c evolution paths, y = (x − m)/sigma.
 */
import type { Generator } from '../../../math/random/generator';
import { symmetricEigen } from '../symmetric-eigen';

/** Constants that depend on n and the population size alone: table 1 of the tutorial. */
interface Constants {
  readonly weights: Float64Array;
  readonly parents: number;
  readonly muEff: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cC: number;
  readonly c1: number;
  readonly cMu: number;
  /** E‖N(0, I)‖ */
  readonly chiN: number;
}

/** The state of one strategy. */
export class Strategy {
  readonly mean: Float64Array;
  generation = 0;
  private readonly constants: Constants;
  private readonly C: Float64Array;
  private readonly pathSigma: Float64Array;
  private readonly pathC: Float64Array;
  /** principal axes as rows, and their standard deviations */
  private axes: Float64Array;
  private deviations: Float64Array;
  private eigenAge = 0;

  constructor(
    readonly n: number,
    readonly popsize: number,
    mean: Float64Array,
    public sigma: number,
    /** initial standard deviations relative to sigma (n) */
    scale: Float64Array,
  ) {
    this.mean = mean.slice();
    this.constants = tableOne(n, popsize);
    this.C = diagonal(scale.map((value) => value * value));
    this.axes = diagonal(new Float64Array(n).fill(1));
    this.deviations = scale.slice();
    this.pathSigma = new Float64Array(n);
    this.pathC = new Float64Array(n);
  }

  get muEff(): number {
    return this.constants.muEff;
  }

  /** Variance of coordinate k in units of sigma². */
  variance(k: number): number {
    return this.C[k * this.n + k];
  }

  /** Ratio of the largest to the smallest variance along the axes. */
  get condition(): number {
    const squares = this.deviations.map((d) => d * d);
    return Math.max(...squares) / Math.min(...squares);
  }

  /** Standard deviation along axis i, in units of x, and the axis (n). */
  axis(i: number): { deviation: number; direction: Float64Array } {
    const direction = this.axes.subarray(i * this.n, (i + 1) * this.n);
    return { deviation: this.sigma * this.deviations[i], direction };
  }

  /** Principal axes scaled by their standard deviations, row-major (n·n), for the picture. */
  scaledAxes(): Float64Array {
    return this.axes.map((value, i) => value * this.sigma * this.deviations[Math.floor(i / this.n)]);
  }

  /** A generation of samples, row-major (popsize·n). */
  sample(rng: Generator): Float64Array {
    const { n, axes, deviations, mean, sigma } = this;
    const points = new Float64Array(this.popsize * n);
    for (let i = 0; i < this.popsize; i++) {
      for (let k = 0; k < n; k++) points[i * n + k] = mean[k];
      for (let a = 0; a < n; a++) {
        const length = sigma * deviations[a] * rng.standardNormal();
        for (let k = 0; k < n; k++) points[i * n + k] += length * axes[a * n + k];
      }
    }
    return points;
  }

  /** Learns from a generation.
   *  @param order  indices of the samples, best first */
  update(points: Float64Array, order: readonly number[]): void {
    const { n, sigma, mean } = this;
    const { weights, parents, muEff, cSigma, dSigma, cC, chiN } = this.constants;
    const steps = order.map((i) => Float64Array.from({ length: n }, (_, k) => (points[i * n + k] - mean[k]) / sigma));
    const average = new Float64Array(n);
    for (let i = 0; i < parents; i++) for (let k = 0; k < n; k++) average[k] += weights[i] * steps[i][k];
    for (let k = 0; k < n; k++) mean[k] += sigma * average[k];

    const whitened = this.whiten(average);
    const gain = Math.sqrt(cSigma * (2 - cSigma) * muEff);
    for (let k = 0; k < n; k++) this.pathSigma[k] = (1 - cSigma) * this.pathSigma[k] + gain * whitened[k];
    const length = Math.sqrt(squaredLength(this.pathSigma));
    this.generation += 1;
    // A long path means that sigma is about to grow: the covariance path waits until then.
    const settled = length / Math.sqrt(1 - (1 - cSigma) ** (2 * this.generation));
    const follows = settled < (1.4 + 2 / (n + 1)) * chiN ? 1 : 0;
    const gainC = follows * Math.sqrt(cC * (2 - cC) * muEff);
    for (let k = 0; k < n; k++) this.pathC[k] = (1 - cC) * this.pathC[k] + gainC * average[k];
    this.updateCovariance(steps, follows);
    this.sigma *= Math.exp(Math.min(1, (cSigma / dSigma) * (length / chiN - 1)));
    this.refreshAxes();
  }

  private updateCovariance(steps: readonly Float64Array[], follows: number): void {
    const { n, C, pathC } = this;
    const { weights, c1, cMu, cC } = this.constants;
    // Negative weights are scaled so that they cannot make C indefinite (tutorial, eq. 46).
    const scaled = weights.map((weight, i) => {
      if (weight >= 0) return weight;
      return (weight * n) / Math.max(squaredLength(this.whiten(steps[i])), 1e-300);
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const keep = 1 + c1 * (1 - follows) * cC * (2 - cC) - c1 - cMu * total;
    for (let r = 0; r < n; r++) {
      for (let c = 0; c <= r; c++) {
        let rankMu = 0;
        for (let i = 0; i < steps.length; i++) rankMu += scaled[i] * steps[i][r] * steps[i][c];
        const value = keep * C[r * n + c] + c1 * pathC[r] * pathC[c] + cMu * rankMu;
        C[r * n + c] = value;
        C[c * n + r] = value;
      }
    }
  }

  /** C^(−1/2)·y */
  private whiten(y: Float64Array): Float64Array {
    const { n, axes, deviations } = this;
    const out = new Float64Array(n);
    for (let a = 0; a < n; a++) {
      let along = 0;
      for (let k = 0; k < n; k++) along += axes[a * n + k] * y[k];
      along /= deviations[a];
      for (let k = 0; k < n; k++) out[k] += along * axes[a * n + k];
    }
    return out;
  }

  // The decomposition may lag behind a little (tutorial, B.2).
  private refreshAxes(): void {
    const { c1, cMu } = this.constants;
    this.eigenAge += 1;
    if (this.eigenAge < 1 / (10 * this.n * (c1 + cMu))) return;
    this.eigenAge = 0;
    const { values, vectors } = symmetricEigen(this.C, this.n);
    this.axes = vectors;
    this.deviations = values.map((value) => Math.sqrt(Math.max(value, 1e-300)));
  }
}

function tableOne(n: number, popsize: number): Constants {
  const raw = Float64Array.from({ length: popsize }, (_, i) => Math.log((popsize + 1) / 2) - Math.log(i + 1));
  const parents = Math.floor(popsize / 2);
  const effective = (part: Float64Array): number => part.reduce((s, w) => s + w, 0) ** 2 / squaredLength(part);
  const muEff = effective(raw.subarray(0, parents));
  const muEffMinus = effective(raw.subarray(parents));
  const c1 = 2 / ((n + 1.3) ** 2 + muEff);
  const cMu = Math.min(1 - c1, (2 * (0.25 + muEff + 1 / muEff - 2)) / ((n + 2) ** 2 + muEff));
  const cSigma = (muEff + 2) / (n + muEff + 5);
  const positive = raw.reduce((sum, w) => sum + Math.max(w, 0), 0);
  const negative = raw.reduce((sum, w) => sum - Math.min(w, 0), 0);
  const negativeSum = Math.min(1 + c1 / cMu, 1 + (2 * muEffMinus) / (muEff + 2), (1 - c1 - cMu) / (n * cMu));
  return {
    weights: raw.map((w) => (w >= 0 ? w / positive : (negativeSum * w) / negative)),
    parents,
    muEff,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    cC: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    c1,
    cMu,
    chiN: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

function squaredLength(vector: Float64Array): number {
  let total = 0;
  for (let k = 0; k < vector.length; k++) total += vector[k] * vector[k];
  return total;
}

function diagonal(values: Float64Array): Float64Array {
  const n = values.length;
  const matrix = new Float64Array(n * n);
  for (let k = 0; k < n; k++) matrix[k * n + k] = values[k];
  return matrix;
}
