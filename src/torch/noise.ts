/**
 * Values of a loss that f32 has rounded, made fit for a line search.
 *
 * Near a minimum two values differ by less than f32 can show, and a search that compares them stalls. The gradient is
 * still good there: by the trapezoidal rule f(x) − f(r) = ½(g(x) + g(r))ᵀ(x − r) + O(‖x − r‖³), which is the idea of
 * Hager & Zhang (2005), "A new conjugate gradient method with guaranteed descent and an efficient line search", section
 * 4, applied where values are made instead of in each line search. A value that this rule explains to within the noise
 * is replaced by what the rule says; any other is left alone.
 */

/** One evaluation: the point as the device has it, its value and gradient. */
export interface Sample {
  /** rounded to f32 (n) */
  readonly x: Float64Array;
  readonly f: number;
  readonly g: Float64Array;
}

// A sum of many rounded terms is good to a few units in the last place, not to one; empirical.
const relativeNoise = 4 * 2 ** -24;
const tolerated = 4;

/** Smooths the values of one run. */
export class NoiseFilter {
  #reference: Sample | null = null;
  #largestDoubt = 0;
  #lastValue = NaN;

  /** Half-width of the interval in which values cannot be told apart, as far as seen. */
  get floor(): number {
    return Math.max(this.#largestDoubt, relativeNoise * Math.abs(this.#lastValue));
  }

  /** Decimal digits of the loss that can be trusted. */
  get digits(): number {
    const value = Math.abs(this.#lastValue);
    return value > 0 ? Math.max(0, Math.floor(-Math.log10(this.floor / value))) : 0;
  }

  /** The value to report for a sample; without a gradient there is nothing to smooth with. */
  value({ x, f, g }: Sample): number {
    const reference = this.#reference;
    this.#lastValue = f;
    let smooth = f;
    if (reference) {
      let change = 0;
      for (let i = 0; i < x.length; i++) change += 0.5 * (g[i]! + reference.g[i]!) * (x[i]! - reference.x[i]!);
      const predicted = reference.f + change;
      const doubt = Math.abs(predicted - f);
      if (doubt <= tolerated * relativeNoise * Math.abs(f)) {
        smooth = predicted;
        this.#largestDoubt = Math.max(this.#largestDoubt, doubt);
      }
    }
    if (Number.isFinite(smooth)) this.#reference = { x, f: smooth, g };
    return smooth;
  }
}
