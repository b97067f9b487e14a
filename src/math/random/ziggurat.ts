/**
 * Standard normal and exponential draws by the ziggurat method, bit for bit as numpy.random.Generator makes them.
 *
 * Source: see ziggurat-tables.ts. One 64-bit word gives the layer (8 bits), the sign and a 52-bit abscissa; about
 * 1 draw in 100 falls on a layer's edge and is settled with the density, one in 4,000 in the tail.
 */
import { accurateLog } from './accurate-log';
import type { BitGenerator } from './bit-generator';
import { decodeWidths, exponentialWidths, normalWidths } from './ziggurat-tables';

const NORMAL_TAIL = 3.654152885361009;
const INV_NORMAL_TAIL = 0.27366123732975828;
const EXPONENTIAL_TAIL = 7.69711747013105;
const TWO_32 = 4294967296;

interface Ziggurat {
  width: Float64Array;
  /** an integer abscissa below this lies wholly under the density */
  limit: Float64Array;
  density: Float64Array;
}

function makeZiggurat(base64: string, scale: number, tail: number, density: (x: number) => number): Ziggurat {
  const width = decodeWidths(base64);
  const limit = new Float64Array(256);
  limit[0] = Math.floor((tail / (width[0] * scale)) * scale);
  for (let i = 2; i < 256; i++) limit[i] = Math.floor((width[i - 1] / width[i]) * scale);
  return { width, limit, density: width.map((w, i) => (i === 0 ? 1 : density(w * scale))) };
}

let normalZiggurat: Ziggurat | undefined;
let exponentialZiggurat: Ziggurat | undefined;

/** One draw of N(0, 1). */
export function standardNormal(bits: BitGenerator): number {
  normalZiggurat ??= makeZiggurat(normalWidths, 2 ** 52, NORMAL_TAIL, (x) => Math.exp(-0.5 * x * x));
  const { width, limit, density } = normalZiggurat;
  for (;;) {
    bits.nextUint64();
    const layer = bits.lo & 0xff;
    const negative = (bits.lo >>> 8) & 1;
    const upper = bits.hi;
    // Bits 9 … 60 of the word.
    const abscissa = ((upper & 0x1fffffff) * TWO_32 + (bits.lo - (bits.lo & 0x1ff))) / 512;
    const size = abscissa * width[layer];
    const x = negative ? -size : size;
    if (abscissa < limit[layer]) return x;
    if (layer === 0) return normalTail(bits, (bits.lo >>> 17) & 1);
    if ((density[layer - 1] - density[layer]) * bits.nextDouble() + density[layer] < Math.exp(-0.5 * x * x)) return x;
  }
}

// Marsaglia's tail: rejection from an exponential beyond the base layer; the sign is a spare bit of the first word.
function normalTail(bits: BitGenerator, negative: number): number {
  for (;;) {
    const x = -INV_NORMAL_TAIL * accurateLog(1 - bits.nextDouble());
    const y = -accurateLog(1 - bits.nextDouble());
    if (y + y > x * x) return negative ? -(NORMAL_TAIL + x) : NORMAL_TAIL + x;
  }
}

/** One draw of the exponential distribution with mean 1. */
export function standardExponential(bits: BitGenerator): number {
  exponentialZiggurat ??= makeZiggurat(exponentialWidths, 2 ** 53, EXPONENTIAL_TAIL, (x) => Math.exp(-x));
  const { width, limit, density } = exponentialZiggurat;
  for (;;) {
    bits.nextUint64();
    const layer = (bits.lo >>> 3) & 0xff;
    const abscissa = (bits.hi * TWO_32 + (bits.lo - (bits.lo & 0x7ff))) / 2048;
    const x = abscissa * width[layer];
    if (abscissa < limit[layer]) return x;
    if (layer === 0) return EXPONENTIAL_TAIL - accurateLog(1 - bits.nextDouble());
    if ((density[layer - 1] - density[layer]) * bits.nextDouble() + density[layer] < Math.exp(-x)) return x;
  }
}
