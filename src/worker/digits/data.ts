/**
 * Handwritten digits: a part of MNIST, reduced to 14×14 pixels of 16 gray levels by `scripts/make-digits.mjs`, which
 * says how the file is laid out. The images come in turns (0, 1, … 9, 0, 1, …), so that a label needs no byte.
 */

/** Images with their labels. */
export interface DigitSet {
  readonly count: number;
  /** gray levels, 0 … `highest`, image after image, row-major (count·side²) */
  readonly levels: Uint8Array;
  /** the digit of each image (count) */
  readonly labels: Uint8Array;
}

export interface Digits {
  /** pixels along an edge */
  readonly side: number;
  /** the gray level of full ink */
  readonly highest: number;
  readonly train: DigitSet;
  readonly test: DigitSet;
}

const file = new URL('./mnist-14x14.bin', import.meta.url);

/** Fetches and unpacks the digits (120 kB).
 *  @throws Error when they cannot be had; the message is for people */
export async function loadDigits(): Promise<Digits> {
  let response: Response;
  try {
    response = await fetch(file);
  } catch {
    throw new Error('The digits could not be fetched. Is the connection down?');
  }
  if (!response.ok || !response.body) throw new Error(`The digits could not be fetched: status ${response.status}.`);
  return unpackDigits(await response.arrayBuffer());
}

/** Unpacks the file's bytes.
 *  @throws Error when they are not what the script wrote */
export async function unpackDigits(packed: ArrayBuffer): Promise<Digits> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const [side = 0, highest = 0, training = 0, test = 0] = bytes;
  const size = side * side;
  if (bytes.length !== 4 + (10 * (training + test) * size) / 2) throw new Error('The file of digits is damaged.');
  const levels = new Uint8Array(2 * (bytes.length - 4));
  for (let k = 4; k < bytes.length; k++) {
    levels[2 * (k - 4)] = bytes[k]! >> 4;
    levels[2 * (k - 4) + 1] = bytes[k]! & 15;
  }
  const set = (from: number, count: number): DigitSet => ({
    count,
    levels: levels.slice(from * size, (from + count) * size),
    labels: Uint8Array.from({ length: count }, (_, k) => k % 10),
  });
  return { side, highest, train: set(0, 10 * training), test: set(10 * training, 10 * test) };
}

/** Gray levels as numbers in [0, 1] (count·side²). */
export const pixelsOf = ({ levels }: DigitSet, highest: number): Float64Array =>
  Float64Array.from(levels, (level) => level / highest);
