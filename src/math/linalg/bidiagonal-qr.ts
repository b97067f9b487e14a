/**
 * Singular values of an upper bidiagonal matrix, B = Q·S·Pᵀ, by the implicit QR iteration with and without shift,
 * applied to a right-hand side on the way. In LAPACK's order of operations.
 *
 * Source: Demmel & Kahan (1990), "Accurate singular values of bidiagonal matrices", SIAM J. Sci. Stat. Comput. 11:
 * the iteration without shift (section 3), its tests for convergence (section 2) and the choice between the two
 * (section 5); Golub & Van Loan, Matrix Computations (4th ed.), algorithm 8.6.2.
 */
import { rotation, singularPair, smallSingularValue } from './plane-rotation';

const EPS = 2 ** -53;
const SAFE_MIN = 2 ** -1022;
// A relative accuracy of ε^⅞.
const TOLERANCE = 2 ** 6.625 * EPS;
const SWEEPS = 6;

/** See the header: `d` (n) becomes the singular values, `rhs` (n) becomes Qᵀ·rhs, `right` (n·n, row-major, to be given
 *  as the unit matrix) becomes Pᵀ. */
export class BidiagonalQr {
  private readonly n: number;
  /** the block at work: rows first … last */
  private first = 0;
  private last = 0;
  private blockBefore = { first: -1, last: -1 };
  private goesDown = true;
  private threshold = 0;
  /** of the block: an estimate of its least singular value, and its largest entry */
  private least = 0;
  private largest = 0;

  constructor(
    private readonly d: Float64Array,
    /** above the diagonal (n − 1); destroyed */
    private readonly e: Float64Array,
    private readonly right: Float64Array,
    private readonly rhs: Float64Array,
  ) {
    this.n = d.length;
  }

  /** @returns whether it converged; singular values then ascend. Cost: O(n²), and O(n³) for `right` */
  run(): boolean {
    const { n } = this;
    if (n > 1 && !this.iterate()) return false;
    this.makePositive();
    this.sort(false);
    this.sort(true);
    return true;
  }

  private iterate(): boolean {
    const { n } = this;
    this.threshold = this.negligible();
    let steps = SWEEPS * n * n;
    this.last = n - 1;
    while (this.last > 0) {
      if (steps < 0) return false;
      if (this.findBlock()) {
        this.last--;
        continue;
      }
      if (this.first === this.last - 1) {
        this.solvePair();
        this.last -= 2;
        continue;
      }
      if (this.first > this.blockBefore.last || this.last < this.blockBefore.first) {
        this.goesDown = Math.abs(this.d[this.first]) >= Math.abs(this.d[this.last]);
      }
      if (this.splits()) continue;
      this.blockBefore = { first: this.first, last: this.last };
      const shift = this.chooseShift();
      steps -= this.last - this.first;
      if (shift === 0) this.sweepUnshifted();
      else this.sweepShifted(shift);
      const end = this.goesDown ? this.last - 1 : this.first;
      if (Math.abs(this.e[end]) <= this.threshold) this.e[end] = 0;
    }
    return true;
  }

  // An entry above the diagonal that changes no singular value by more than the tolerance.
  private negligible(): number {
    const { n, d, e } = this;
    let mu = Math.abs(d[0]);
    let least = mu;
    for (let i = 1; i < n && least !== 0; i++) {
      mu = Math.abs(d[i]) * (mu / (mu + Math.abs(e[i - 1])));
      least = Math.min(least, mu);
    }
    return Math.max(TOLERANCE * (least / Math.sqrt(n)), SWEEPS * (n * (n * SAFE_MIN)));
  }

  // Finds the unreduced block that ends at `last`. Returns whether it is a single entry, a singular value.
  private findBlock(): boolean {
    const { d, e, last, threshold } = this;
    this.largest = Math.abs(d[last]);
    this.first = 0;
    for (let i = last - 1; i >= 0; i--) {
      const size = Math.abs(e[i]);
      if (size <= threshold || size === 0) {
        e[i] = 0;
        this.first = i + 1;
        break;
      }
      this.largest = Math.max(this.largest, Math.abs(d[i]), size);
    }
    return this.first === last;
  }

  private solvePair(): void {
    const { d, e, right, rhs, n, first, last } = this;
    const pair = singularPair(d[first], e[first], d[last]);
    d[first] = pair.large;
    e[first] = 0;
    d[last] = pair.small;
    for (let k = 0; k < n; k++) rotate(right, first * n + k, last * n + k, pair.cosRight, pair.sinRight);
    rotate(rhs, first, last, pair.cosLeft, pair.sinLeft);
  }

  // Looks for an entry of the block that has become negligible, from the large end on.
  private splits(): boolean {
    const { d, e, first, last, goesDown } = this;
    const end = goesDown ? last : first;
    const edge = goesDown ? last - 1 : first;
    if (Math.abs(e[edge]) <= TOLERANCE * Math.abs(d[end])) {
      e[edge] = 0;
      return true;
    }
    let mu = Math.abs(d[goesDown ? first : last]);
    this.least = mu;
    for (let step = 0; step < last - first; step++) {
      const i = goesDown ? first + step : last - 1 - step;
      if (Math.abs(e[i]) <= TOLERANCE * mu) {
        e[i] = 0;
        return true;
      }
      mu = Math.abs(d[goesDown ? i + 1 : i]) * (mu / (mu + Math.abs(e[i])));
      this.least = Math.min(this.least, mu);
    }
    return false;
  }

  // The least singular value of the 2·2 block at the small end; zero where a shift would cost relative accuracy.
  private chooseShift(): number {
    const { d, e, n, first, last, goesDown } = this;
    if (n * TOLERANCE * (this.least / this.largest) <= Math.max(EPS, 0.01 * TOLERANCE)) return 0;
    const at = goesDown ? last - 1 : first;
    const shift = smallSingularValue(d[at], e[at], d[at + 1]);
    const start = Math.abs(d[goesDown ? first : last]);
    const share = shift / start;
    return start > 0 && share * share < EPS ? 0 : shift;
  }

  private sweepUnshifted(): void {
    const { d, e, first, last, goesDown } = this;
    const move = goesDown ? 1 : -1;
    const [from, to] = goesDown ? [first, last] : [last, first];
    let cos = 1;
    let cosBefore = 1;
    let sinBefore = 0;
    for (let i = from; i !== to; i += move) {
      const edge = goesDown ? i : i - 1;
      const one = rotation(d[i] * cos, e[edge]);
      if (i !== from) e[edge - move] = sinBefore * one.length;
      const two = rotation(cosBefore * one.length, d[i + move] * one.sin);
      d[i] = two.length;
      if (goesDown) this.turn(i, one.cos, one.sin, two.cos, two.sin);
      else this.turn(i - 1, two.cos, -two.sin, one.cos, -one.sin);
      cos = one.cos;
      cosBefore = two.cos;
      sinBefore = two.sin;
    }
    const h = d[to] * cos;
    d[to] = h * cosBefore;
    e[goesDown ? last - 1 : first] = h * sinBefore;
  }

  private sweepShifted(shift: number): void {
    const { d, e, first, last, goesDown } = this;
    const move = goesDown ? 1 : -1;
    const [from, to] = goesDown ? [first, last] : [last, first];
    const start = d[from];
    let f = (Math.abs(start) - shift) * ((start < 0 || Object.is(start, -0) ? -1 : 1) + shift / start);
    let g = e[goesDown ? first : last - 1];
    for (let i = from; i !== to; i += move) {
      const edge = goesDown ? i : i - 1;
      const next = i + move;
      const one = rotation(f, g);
      if (i !== from) e[edge - move] = one.length;
      f = one.cos * d[i] + one.sin * e[edge];
      e[edge] = one.cos * e[edge] - one.sin * d[i];
      g = one.sin * d[next];
      d[next] = one.cos * d[next];
      const two = rotation(f, g);
      d[i] = two.length;
      f = two.cos * e[edge] + two.sin * d[next];
      d[next] = two.cos * d[next] - two.sin * e[edge];
      if (next !== to) {
        g = two.sin * e[edge + move];
        e[edge + move] = two.cos * e[edge + move];
      }
      if (goesDown) this.turn(i, one.cos, one.sin, two.cos, two.sin);
      else this.turn(i - 1, two.cos, -two.sin, one.cos, -one.sin);
    }
    e[goesDown ? last - 1 : first] = f;
  }

  // Rotates rows i and i + 1 of Pᵀ and of the right-hand side.
  private turn(i: number, cosRight: number, sinRight: number, cosLeft: number, sinLeft: number): void {
    const { n, right, rhs } = this;
    for (let k = 0; k < n; k++) rotate(right, i * n + k, (i + 1) * n + k, cosRight, sinRight);
    rotate(rhs, i, i + 1, cosLeft, sinLeft);
  }

  private makePositive(): void {
    const { n, d, right } = this;
    for (let i = 0; i < n; i++) {
      if (d[i] === 0) d[i] = 0;
      if (!(d[i] < 0)) continue;
      d[i] = -d[i];
      for (let k = 0; k < n; k++) right[i * n + k] = -right[i * n + k];
    }
  }

  // By selection of the least: LAPACK sorts down and then up again, which leaves equal values where only both lead.
  private sort(ascends: boolean): void {
    const { n, d } = this;
    for (let place = 0; place < n - 1; place++) {
      const target = ascends ? place : n - 1 - place;
      let least = ascends ? place : 0;
      const end = ascends ? n : n - place;
      for (let j = least + 1; j < end; j++) if (ascends ? d[j] < d[least] : d[j] <= d[least]) least = j;
      if (least !== target) this.swap(least, target);
    }
  }

  private swap(a: number, b: number): void {
    const { n, d, right, rhs } = this;
    exchange(d, a, b);
    exchange(rhs, a, b);
    for (let k = 0; k < n; k++) exchange(right, a * n + k, b * n + k);
  }
}

function rotate(x: Float64Array, a: number, b: number, cos: number, sin: number): void {
  const first = x[a];
  const second = x[b];
  x[a] = cos * first + sin * second;
  x[b] = cos * second - sin * first;
}

function exchange(x: Float64Array, a: number, b: number): void {
  const kept = x[a];
  x[a] = x[b];
  x[b] = kept;
}
