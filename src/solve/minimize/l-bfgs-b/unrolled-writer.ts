/**
 * Writes WebAssembly without loops over numbers and vectors of two numbers: what `unrolled-step.ts` needs to read like algebra.
 *
 * Methods that are named after what they compute leave it on the stack; those that return an operand keep it. What was stored
 * keeps its order; a compiler may move everything else, and moves it so far that it does not fit the registers.
 */
import { AGAIN, type Code, END, f64, f64x2, type FloatType, i32, IF, local, LOOP, unsigned } from '../../../math/wasm';

/** A local variable that holds a number, or a vector. */
export interface Scalar {
  readonly scalar: number;
}
export interface Vector {
  readonly vector: number;
}

/** A byte address, relative to an i32 variable unless that is null. */
export interface Place {
  readonly from: number | null;
  readonly at: number;
}

const ZERO = i32.const(0);
const ONE = f64.const(1);

/** Writes one function. */
export class UnrolledWriter {
  readonly floatLocals: FloatType[] = [];
  private bytes = new Uint8Array(1 << 12);
  private length = 0;

  /** @param reserved  i32 variables, parameters included */
  constructor(private readonly reserved: number) {}

  /** What was written. */
  get body(): Code {
    return this.bytes.subarray(0, this.length);
  }

  put(...pieces: readonly Code[]): void {
    for (const piece of pieces) this.append(piece);
  }

  private append(piece: Code): void {
    for (let i = 0; i < piece.length; i++) this.byte(piece[i]);
  }

  private byte(value: number): void {
    if (this.length === this.bytes.length) {
      const longer = new Uint8Array(2 * this.length);
      longer.set(this.bytes);
      this.bytes = longer;
    }
    this.bytes[this.length++] = value;
  }

  get(operand: Scalar | Vector): void {
    this.append(local.get('scalar' in operand ? operand.scalar : operand.vector));
  }

  /** Keeps the number that `leave` leaves. */
  scalar(leave: () => void): Scalar {
    leave();
    return { scalar: this.keep('f64') };
  }

  /** Keeps the vector that `leave` leaves, in `into` if that is given. */
  vector(leave: () => void, into?: Vector): Vector {
    leave();
    if (into === undefined) return { vector: this.keep('v128') };
    this.put(local.set(into.vector));
    return into;
  }

  private keep(type: FloatType): number {
    const index = this.reserved + this.floatLocals.length;
    this.floatLocals.push(type);
    this.put(local.set(index));
    return index;
  }

  load(place: Place): void {
    this.address(place);
    this.at(place, f64.load);
  }

  loadVector(place: Place): void {
    this.address(place);
    this.at(place, f64x2.load);
  }

  loadSplat(place: Place): void {
    this.address(place);
    this.at(place, f64x2.loadSplat);
  }

  /** The number there, and 0. */
  loadLow(place: Place): void {
    this.address(place);
    this.at(place, f64x2.loadLow);
  }

  store(place: Place, leave: () => void): void {
    this.address(place);
    leave();
    this.at(place, f64.store);
  }

  storeVector(place: Place, vector: Vector): void {
    this.address(place);
    this.get(vector);
    this.at(place, f64x2.store);
  }

  storeLane(place: Place, vector: Vector, lane: number): void {
    this.address(place);
    this.get(vector);
    this.at(place, f64x2.storeLane);
    this.byte(lane);
  }

  private address({ from }: Place): void {
    if (from === null) this.append(ZERO);
    else this.append(local.get(from));
  }

  private at({ at }: Place, operation: Code): void {
    this.append(operation);
    this.append(unsigned(at));
  }

  lane(vector: Vector, lane: number): void {
    this.get(vector);
    this.put(f64x2.lane(lane));
  }

  splat(scalar: Scalar): Vector {
    return this.vector(() => {
      this.get(scalar);
      this.put(f64x2.splat);
    });
  }

  /** 1/scalar */
  reciprocal(scalar: Scalar): Scalar {
    return this.scalar(() => {
      this.put(ONE);
      this.get(scalar);
      this.put(f64.div);
    });
  }

  /** a·b, b being a vector or what leaves one. */
  product(a: Vector, b: Vector | (() => void)): void {
    this.get(a);
    if (typeof b === 'function') b();
    else this.get(b);
    this.put(f64x2.mul);
  }

  /** Leaves the sum of what each of `terms` leaves, from left to right; there is at least one. */
  sum(terms: readonly (() => void)[]): void {
    terms.forEach((term, k) => {
      term();
      if (k > 0) this.put(f64x2.add);
    });
  }

  /** Takes the sum of the terms, if there are any, from the vector on the stack. */
  subtract(terms: readonly (() => void)[]): void {
    if (terms.length === 0) return;
    this.sum(terms);
    this.put(f64x2.sub);
  }

  /** Adds a term to a sum that is null as long as it is empty.
   *  @returns  the sum */
  increase(sum: Vector | null, term: () => void): Vector {
    if (sum === null) return this.vector(term);
    return this.vector(() => {
      this.get(sum);
      term();
      this.put(f64x2.add);
    }, sum);
  }

  /** Runs `body` if an i32 variable is not zero. */
  when(condition: number, body: () => void): void {
    this.put(local.get(condition), IF);
    body();
    this.put(END);
  }

  /** Runs `body` as often as the i32 variable `left` says, which counts down to 0. */
  repeat(left: number, body: () => void): void {
    this.put(LOOP);
    body();
    this.put(local.get(left), i32.const(1), i32.sub, local.tee(left), AGAIN, END);
  }
}
