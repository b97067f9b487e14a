/**
 * A set that iterates in CPython's order, because SHGO refines its cells in the order of a set.
 *
 * Source: CPython 3.11, the documented design of sets: open addressing over a power of two, nine linear probes, then a
 * perturbed jump; growth by four at 60 % fill; the last deleted place on the way is used again. Floats hash modulo 2^61 − 1, tuples by
 * xxHash mixing. Elements carry their own hash.
 */

/** Something with CPython's hash of its coordinates. */
export interface Hashed {
  readonly hash: bigint;
}

const LINEAR_PROBES = 9;
const MINIMUM_SIZE = 8;
const DELETED = Symbol('deleted');
const WORD = (1n << 64n) - 1n;
const MODULUS = (1n << 61n) - 1n;

type Place<T> = T | typeof DELETED | undefined;

/** CPython's set of hashed objects, compared by identity. */
export class PythonSet<T extends Hashed> implements Iterable<T> {
  private table: Place<T>[] = Array.from<Place<T>>({ length: MINIMUM_SIZE });
  private fill = 0;
  private used = 0;

  get size(): number {
    return this.used;
  }

  *[Symbol.iterator](): Iterator<T> {
    const { table } = this;
    for (let i = 0; i < table.length; i++) {
      const place = table[i];
      if (place !== undefined && place !== DELETED) yield place;
    }
  }

  has(value: T): boolean {
    return this.find(value) >= 0;
  }

  add(value: T): void {
    const { table } = this;
    let reusable = -1;
    for (const i of probes(value.hash, table.length)) {
      const place = table[i];
      if (place === value) return;
      if (place === DELETED) reusable = i;
      if (place !== undefined) continue;
      this.used += 1;
      if (reusable >= 0) {
        table[reusable] = value;
        return;
      }
      table[i] = value;
      this.fill += 1;
      if (this.fill * 5 >= (table.length - 1) * 3) this.resize(this.used > 50000 ? this.used * 2 : this.used * 4);
      return;
    }
  }

  delete(value: T): void {
    const at = this.find(value);
    if (at < 0) return;
    this.table[at] = DELETED;
    this.used -= 1;
  }

  /** Adds all of another set, as `set.update`. */
  update(other: PythonSet<T>): void {
    if (other === this || other.used === 0) return;
    if ((this.fill + other.used) * 5 >= (this.table.length - 1) * 3) this.resize((this.used + other.used) * 2);
    if (this.fill === 0 && this.table.length === other.table.length && other.fill === other.used) {
      this.table = other.table.slice();
      this.fill = other.fill;
      this.used = other.used;
      return;
    }
    if (this.fill === 0) {
      this.fill = other.used;
      this.used = other.used;
      for (const value of other) insertClean(this.table, value);
      return;
    }
    for (const value of other) this.add(value);
  }

  copy(): PythonSet<T> {
    const set = new PythonSet<T>();
    set.update(this);
    return set;
  }

  private find(value: T): number {
    for (const i of probes(value.hash, this.table.length)) {
      if (this.table[i] === value) return i;
      if (this.table[i] === undefined) return -1;
    }
    return -1;
  }

  private resize(minimum: number): void {
    let size = MINIMUM_SIZE;
    while (size <= minimum) size *= 2;
    const values = [...this];
    this.table = Array.from<Place<T>>({ length: size });
    this.fill = this.used;
    for (const value of values) insertClean(this.table, value);
  }
}

function insertClean<T extends Hashed>(table: Place<T>[], value: T): void {
  for (const i of probes(value.hash, table.length)) {
    if (table[i] === undefined) {
      table[i] = value;
      return;
    }
  }
}

/** Places in the order in which CPython looks at them. */
function* probes(hash: bigint, length: number): Generator<number, void> {
  const mask = length - 1;
  let perturb = hash;
  let i = Number(hash & BigInt(mask));
  for (;;) {
    const run = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
    for (let k = 0; k <= run; k++) yield i + k;
    perturb >>= 5n;
    i = Number((BigInt(i) * 5n + 1n + perturb) & BigInt(mask));
  }
}

/** CPython's hash of a tuple of floats, as an unsigned 64-bit word. */
export function hashTuple(values: ArrayLike<number>): bigint {
  const PRIME1 = 11400714785074694791n;
  const PRIME2 = 14029467366897019727n;
  const PRIME5 = 2870177450012600261n;
  let state = PRIME5;
  for (let i = 0; i < values.length; i++) {
    state = (state + hashFloat(values[i]) * PRIME2) & WORD;
    state = ((state << 31n) | (state >> 33n)) & WORD;
    state = (state * PRIME1) & WORD;
  }
  state = (state + (BigInt(values.length) ^ (PRIME5 ^ 3527539n))) & WORD;
  return state === WORD ? 1546275796n : state;
}

/** CPython's hash of a float: its value modulo 2^61 − 1, as an unsigned 64-bit word. */
function hashFloat(value: number): bigint {
  if (!Number.isFinite(value)) return value > 0 ? 314159n : value < 0 ? WORD - 314158n : 0n;
  let mantissa = Math.abs(value);
  let exponent = 0;
  while (mantissa >= 2 ** 60) {
    mantissa /= 2;
    exponent += 1;
  }
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent -= 1;
  }
  const turn = BigInt(((exponent % 61) + 61) % 61);
  const residue = (BigInt(mantissa) << turn) % MODULUS;
  if (value >= 0) return residue;
  const negative = residue === 1n ? 2n : residue;
  return (WORD + 1n - negative) & WORD;
}
