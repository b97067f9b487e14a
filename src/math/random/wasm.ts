/**
 * A small assembler for WebAssembly: JavaScript has no product of 64-bit integers, WebAssembly has. Only what the kernels of this
 * folder need: functions of i32 parameters over one memory.
 *
 * Source: WebAssembly Core Specification 2.0, chapter 5 (binary format). An instruction is its bytes; a body is their
 * concatenation, in the order in which a stack machine takes them.
 */

export type Code = readonly number[];

/** A function: i32 parameters, then local variables, then its instructions. */
export interface WasmFunction {
  readonly parameters: number;
  readonly i32Locals: number;
  readonly i64Locals: number;
  readonly body: Code;
}

const I32 = 0x7f;
const I64 = 0x7e;
const EMPTY = 0x40;
/** "\0asm", version 1. */
const MAGIC: Code = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** Concatenates pieces of code. */
export const code = (...pieces: readonly Code[]): Code => pieces.flat();

/** i64 operations on the stack. */
export const i64 = {
  const: (value: bigint): Code => [0x42, ...signed(value)],
  add: [0x7c],
  mul: [0x7e],
  and: [0x83],
  xor: [0x85],
  shiftRight: [0x88],
  rotateRight: [0x8a],
  lessThan: [0x54],
  toI32: [0xa7],
  toF64: [0xba],
  load: (address: number): Code => [...i32.const(0), 0x29, 3, ...unsigned(address)],
  fromI32: [0xad],
} as const;

/** i32 operations on the stack; comparisons and `remainder` are unsigned. */
export const i32 = {
  const: (value: number): Code => [0x41, ...signed(BigInt(value))],
  add: [0x6a],
  sub: [0x6b],
  and: [0x71],
  shiftLeft: [0x74],
  shiftRight: [0x76],
  shiftRightSigned: [0x75],
  leadingZeros: [0x67],
  isAtMost: [0x4d],
  isAbove: [0x4b],
  isBelow: [0x49],
  isUnequal: [0x47],
  remainder: [0x70],
  load: (address: number): Code => [...i32.const(0), 0x28, 2, ...unsigned(address)],
  /** loads from `base` + the address on the stack */
  loadFrom: (base: number): Code => [0x28, 2, ...unsigned(base)],
} as const;

/** f64 operations on the stack. */
export const f64 = {
  const: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  mul: [0xa2],
} as const;

/** Local variables and parameters, by number. */
export const local = {
  get: (index: number): Code => [0x20, ...unsigned(index)],
  set: (index: number): Code => [0x21, ...unsigned(index)],
  tee: (index: number): Code => [0x22, ...unsigned(index)],
} as const;

/** Stores a value at `base` + address, both pieces of code, `address` computed by code. */
export const store = {
  i32: (address: Code, value: Code, base = 0): Code => [...address, ...value, 0x36, 2, ...unsigned(base)],
  i64: (address: Code, value: Code, base = 0): Code => [...address, ...value, 0x37, 3, ...unsigned(base)],
  f64: (address: Code, value: Code, base = 0): Code => [...address, ...value, 0x39, 3, ...unsigned(base)],
} as const;

/** Repeats `body` while the i32 that it leaves is not zero. */
export const repeat = (body: Code): Code => [0x03, EMPTY, ...body, 0x0d, 0, 0x0b];

/** A body that `leaveIf` can leave. */
export const block = (body: Code): Code => [0x02, EMPTY, ...body, 0x0b];

/** Leaves the block around, `depth` blocks and loops further out, if the i32 on the stack is not zero. */
export const leaveIf = (depth: number): Code => [0x0d, depth];

/** Runs one of two bodies, which leave nothing. */
export const choose = (condition: Code, yes: Code, no: Code = []): Code => [
  ...condition,
  0x04,
  EMPTY,
  ...yes,
  ...(no.length > 0 ? [0x05, ...no] : []),
  0x0b,
];

/** The bytes of a module that exports these functions, which return nothing, and `pages` of memory as `memory`. */
export function moduleBytes(functions: Readonly<Record<string, WasmFunction>>, pages: number): Uint8Array<ArrayBuffer> {
  const list = Object.values(functions);
  const types = list.map(({ parameters }): Code => [
    0x60,
    ...vector(Array.from({ length: parameters }, () => [I32])),
    0,
  ]);
  const exports = Object.keys(functions).map((name, index): Code => [...text(name), 0, ...unsigned(index)]);
  const bodies = list.map(({ i32Locals, i64Locals, body }): Code => {
    const locals = vector([
      [...unsigned(i32Locals), I32],
      [...unsigned(i64Locals), I64],
    ]);
    return sized([...locals, ...body, 0x0b]);
  });
  return Uint8Array.from([
    ...MAGIC,
    ...section(1, vector(types)),
    ...section(3, vector(list.map((_, index) => unsigned(index)))),
    ...section(5, vector([[0, ...unsigned(pages)]])),
    ...section(7, vector([...exports, [...text('memory'), 2, 0]])),
    ...section(10, vector(bodies)),
  ]);
}

const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, bytes: Code): Code => [id, ...sized(bytes)];
const text = (name: string): Code => sized(Array.from(name, (letter) => letter.charCodeAt(0)));

/** LEB128 of an unsigned number below 2³¹. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** Signed LEB128 of a 64-bit integer, given with or without its sign. */
function signed(value: bigint): Code {
  const bytes: number[] = [];
  let rest = BigInt.asIntN(64, value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}
