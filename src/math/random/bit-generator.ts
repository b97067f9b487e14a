/** What every distribution needs from a source of random bits; `Pcg64` and `Mt19937` implement it. */
export interface BitGenerator {
  /** upper and lower half of the last 64-bit draw */
  readonly hi: number;
  readonly lo: number;
  /** draws 64 bits into `hi` and `lo` */
  nextUint64(): void;
  /** an unsigned 32-bit integer; a 64-bit generator keeps the other half for the next call */
  nextUint32(): number;
  /** uniform on [0, 1), 53 bits */
  nextDouble(): number;
}
