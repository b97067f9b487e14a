/**
 * Moré and Thuente's search for a step with sufficient decrease and small slope (MINPACK-2's dcsrch and dcstep),
 * as a state machine: it proposes a step, is told value and slope there, and proposes again.
 *
 * Source: Moré & Thuente (1994), "Line search algorithms with guaranteed sufficient decrease", ACM TOMS 20(3),
 * 286–307: §2 (the interval), §3 (auxiliary function ψ in the first stage), §4 (the trial step's four cases).
 * NaN behaves as in SciPy: comparisons with it are false, and a step that is not finite ends the caller's search.
 */

/** Tolerances; 0 < ftol < gtol < 1 gives the strong Wolfe conditions. */
export interface MoreThuenteOptions {
  /** sufficient decrease: φ(α) ≤ φ(0) + ftol·α·φ'(0) */
  readonly ftol: number;
  /** curvature: |φ'(α)| ≤ gtol·|φ'(0)| */
  readonly gtol: number;
  /** relative width of the interval below which the search gives up */
  readonly xtol: number;
  readonly stepMin: number;
  readonly stepMax: number;
}

/** 'evaluate': give value and slope at `step`; the other states are final, see `message`. */
export type MoreThuenteState = 'evaluate' | 'converged' | 'warning' | 'error';

// Empirical constants of the authors: extrapolation range, and the shrinkage that bisection enforces.
const EXTRAPOLATE_LOW = 1.1;
const EXTRAPOLATE_HIGH = 4;
const SHRINKAGE = 0.66;

/** See the header. Reusable: `start` resets it. Nothing is allocated after construction. */
export class MoreThuente {
  /** the step to evaluate, or the final step */
  step = 0;
  /** why a final state was reached */
  message = '';

  private isBracketed = false;
  private isFirstStage = true;
  private startValue = 0;
  private startSlope = 0;
  private decreaseSlope = 0;
  private width = 0;
  private previousWidth = 0;
  private low = 0;
  private high = 0;
  // x: the best step so far; y: the other end of the interval.
  private stepX = 0;
  private valueX = 0;
  private slopeX = 0;
  private stepY = 0;
  private valueY = 0;
  private slopeY = 0;

  // NaN first: a field that was ever undefined holds each number in a box of its own.
  private readonly stepMin: number = NaN;
  private stepMax: number = NaN;
  private readonly ftol: number = NaN;
  private readonly gtol: number = NaN;
  private readonly xtol: number = NaN;
  /** what is wrong with the options, or '' */
  private readonly refusal: string;

  constructor({ ftol, gtol, xtol, stepMin, stepMax }: MoreThuenteOptions) {
    this.ftol = ftol;
    this.gtol = gtol;
    this.xtol = xtol;
    this.stepMin = stepMin;
    this.stepMax = stepMax;
    let refusal = '';
    if (ftol < 0) refusal = 'ERROR: FTOL .LT. ZERO';
    if (gtol < 0) refusal = 'ERROR: GTOL .LT. ZERO';
    if (xtol < 0) refusal = 'ERROR: XTOL .LT. ZERO';
    if (stepMin < 0) refusal = 'ERROR: STPMIN .LT. ZERO';
    this.refusal = refusal;
  }

  /** Begins a search.
   *  @param step  first trial step;  @param value, slope  φ(0) and φ'(0) < 0
   *  @param stepMax  limit of this search and the next ones, where it is not the one of before */
  start(step: number, value: number, slope: number, stepMax = this.stepMax): MoreThuenteState {
    const { stepMin } = this;
    this.stepMax = stepMax;
    this.step = step;
    this.message = stepMax < stepMin ? 'ERROR: STPMAX .LT. STPMIN' : this.refusal;
    if (this.message === '') {
      if (step < stepMin) this.message = 'ERROR: STP .LT. STPMIN';
      if (step > stepMax) this.message = 'ERROR: STP .GT. STPMAX';
      if (slope >= 0) this.message = 'ERROR: INITIAL G .GE. ZERO';
    }
    if (this.message !== '') return 'error';

    this.isBracketed = false;
    this.isFirstStage = true;
    this.startValue = value;
    this.startSlope = slope;
    this.decreaseSlope = this.ftol * slope;
    this.width = stepMax - stepMin;
    this.previousWidth = this.width / 0.5;
    this.stepX = this.stepY = 0;
    this.valueX = this.valueY = value;
    this.slopeX = this.slopeY = slope;
    this.low = 0;
    this.high = step + EXTRAPOLATE_HIGH * step;
    return 'evaluate';
  }

  /** Takes φ and φ' at `step` and decides: a final state, or the next `step` to evaluate. */
  advance(value: number, slope: number): MoreThuenteState {
    const sufficient = this.startValue + this.step * this.decreaseSlope;
    if (value <= sufficient && Math.abs(slope) <= this.gtol * -this.startSlope) {
      this.message = 'CONVERGENCE';
      return 'converged';
    }
    return this.refine(value, slope, sufficient);
  }

  private refine(value: number, slope: number, sufficient: number): MoreThuenteState {
    if (this.isFirstStage && value <= sufficient && slope >= 0) this.isFirstStage = false;
    this.message = this.warning(value, slope, sufficient);
    if (this.message !== '') return 'warning';

    if (this.isFirstStage && value <= this.valueX && value > sufficient) this.chooseWithAuxiliary(value, slope);
    else this.chooseStep(value, slope);
    this.bisectWhenSlow();
    this.safeguard();
    return 'evaluate';
  }

  private warning(value: number, slope: number, sufficient: number): string {
    const { step, stepMin, stepMax } = this;
    if (step === stepMin && (value > sufficient || slope >= this.decreaseSlope)) return 'WARNING: STP = STPMIN';
    if (step === stepMax && value <= sufficient && slope <= this.decreaseSlope) return 'WARNING: STP = STPMAX';
    if (!this.isBracketed) return '';
    if (this.high - this.low <= this.xtol * this.high) return 'WARNING: XTOL TEST SATISFIED';
    return step <= this.low || step >= this.high ? 'WARNING: ROUNDING ERRORS PREVENT PROGRESS' : '';
  }

  // First stage: ψ(α) = φ(α) − φ(0) − ftol·α·φ'(0) guides the step, up to the constant φ(0).
  private chooseWithAuxiliary(value: number, slope: number): void {
    const tilt = this.decreaseSlope;
    this.valueX -= this.stepX * tilt;
    this.valueY -= this.stepY * tilt;
    this.slopeX -= tilt;
    this.slopeY -= tilt;
    this.chooseStep(value - this.step * tilt, slope - tilt);
    this.valueX += this.stepX * tilt;
    this.valueY += this.stepY * tilt;
    this.slopeX += tilt;
    this.slopeY += tilt;
  }

  private bisectWhenSlow(): void {
    if (!this.isBracketed) return;
    const width = Math.abs(this.stepY - this.stepX);
    if (width >= SHRINKAGE * this.previousWidth) this.step = this.stepX + 0.5 * (this.stepY - this.stepX);
    this.previousWidth = this.width;
    this.width = width;
  }

  private safeguard(): void {
    const { xtol, stepMin, stepMax } = this;
    if (this.isBracketed) {
      this.low = this.stepY < this.stepX ? this.stepY : this.stepX;
      this.high = this.stepY > this.stepX ? this.stepY : this.stepX;
    } else {
      this.low = this.step + EXTRAPOLATE_LOW * (this.step - this.stepX);
      this.high = this.step + EXTRAPOLATE_HIGH * (this.step - this.stepX);
    }
    this.step = clip(this.step, stepMin, stepMax);
    const isStuck =
      this.isBracketed && (this.step <= this.low || this.step >= this.high || this.high - this.low <= xtol * this.high);
    if (isStuck) this.step = this.stepX;
  }

  // The trial step of §4 from the values at x, y and the current step; then the new interval.
  private chooseStep(value: number, slope: number): void {
    const isOpposite = (slope < 0 && this.slopeX > 0) || (slope > 0 && this.slopeX < 0);
    let next: number;
    if (value > this.valueX) next = this.stepBelowHigherValue(value, slope);
    else if (isOpposite) next = this.stepBetweenOppositeSlopes(value, slope);
    else if (Math.abs(slope) < Math.abs(this.slopeX)) next = this.stepAlongFlattening(value, slope);
    else next = this.stepAlongSteepening(value, slope);

    if (value > this.valueX) {
      this.stepY = this.step;
      this.valueY = value;
      this.slopeY = slope;
    } else {
      if (isOpposite) {
        this.stepY = this.stepX;
        this.valueY = this.valueX;
        this.slopeY = this.slopeX;
      }
      this.stepX = this.step;
      this.valueX = value;
      this.slopeX = slope;
    }
    this.step = next;
  }

  // Case 1: the minimum is bracketed; the cubic step, or the mean of it and the quadratic one.
  private stepBelowHigherValue(value: number, slope: number): number {
    const { stepX, valueX, slopeX, step } = this;
    const theta = (3 * (valueX - value)) / (step - stepX) + slopeX + slope;
    let gamma = cubicRoot(theta, slopeX, slope, false);
    if (step < stepX) gamma = -gamma;
    const ratio = (gamma - slopeX + theta) / (gamma - slopeX + gamma + slope);
    const cubic = stepX + ratio * (step - stepX);
    const quadratic = stepX + (slopeX / ((valueX - value) / (step - stepX) + slopeX) / 2) * (step - stepX);
    this.isBracketed = true;
    return Math.abs(cubic - stepX) <= Math.abs(quadratic - stepX) ? cubic : cubic + (quadratic - cubic) / 2;
  }

  // Case 2: the minimum is bracketed; the farther of the cubic and the secant step.
  private stepBetweenOppositeSlopes(value: number, slope: number): number {
    const { stepX, valueX, slopeX, step } = this;
    const theta = (3 * (valueX - value)) / (step - stepX) + slopeX + slope;
    let gamma = cubicRoot(theta, slopeX, slope, false);
    if (step > stepX) gamma = -gamma;
    const ratio = (gamma - slope + theta) / (gamma - slope + gamma + slopeX);
    const cubic = step + ratio * (stepX - step);
    const secant = step + (slope / (slope - slopeX)) * (stepX - step);
    this.isBracketed = true;
    return Math.abs(cubic - step) > Math.abs(secant - step) ? cubic : secant;
  }

  // Case 3: the slope decreases in magnitude; the cubic step only where it tends to infinity beyond the step.
  private stepAlongFlattening(value: number, slope: number): number {
    const { stepX, valueX, slopeX, step, stepY } = this;
    const theta = (3 * (valueX - value)) / (step - stepX) + slopeX + slope;
    let gamma = cubicRoot(theta, slopeX, slope, true);
    if (step > stepX) gamma = -gamma;
    const ratio = (gamma - slope + theta) / (gamma + (slopeX - slope) + gamma);
    let cubic: number;
    if (ratio < 0 && gamma !== 0) cubic = step + ratio * (stepX - step);
    else cubic = step > stepX ? this.high : this.low;
    const secant = step + (slope / (slope - slopeX)) * (stepX - step);
    const isCubicNearer = Math.abs(cubic - step) < Math.abs(secant - step);
    if (!this.isBracketed) {
      const isCubicFarther = Math.abs(cubic - step) > Math.abs(secant - step);
      return clip(isCubicFarther ? cubic : secant, this.low, this.high);
    }
    const nearer = isCubicNearer ? cubic : secant;
    const limit = step + SHRINKAGE * (stepY - step);
    if (step > stepX) return nearer < limit ? nearer : limit;
    return nearer > limit ? nearer : limit;
  }

  // Case 4: the slope does not decrease; the cubic step towards y, or as far as allowed.
  private stepAlongSteepening(value: number, slope: number): number {
    const { step, stepX, stepY, valueY, slopeY } = this;
    if (!this.isBracketed) return step > stepX ? this.high : this.low;
    const theta = (3 * (value - valueY)) / (stepY - step) + slopeY + slope;
    let gamma = cubicRoot(theta, slopeY, slope, false);
    if (step > stepY) gamma = -gamma;
    const ratio = (gamma - slope + theta) / (gamma - slope + gamma + slopeY);
    return step + ratio * (stepY - step);
  }
}

// √(θ² − d₁·d₂), scaled against overflow; a negative radicand counts as 0 where the cubic may have no minimum.
function cubicRoot(theta: number, slope1: number, slope2: number, clampsAtZero: boolean): number {
  let scale = Math.abs(theta);
  if (Math.abs(slope1) > scale) scale = Math.abs(slope1);
  if (Math.abs(slope2) > scale) scale = Math.abs(slope2);
  const radicand = (theta / scale) * (theta / scale) - (slope1 / scale) * (slope2 / scale);
  if (clampsAtZero) return scale * Math.sqrt(radicand > 0 ? radicand : 0);
  return scale * Math.sqrt(radicand);
}

// NaN passes through, as in NumPy.
function clip(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
