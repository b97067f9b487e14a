/**
 * A small assembler for WebAssembly: JavaScript has no product of 64-bit integers, and tests every index of an array. Only what
 * our kernels need: functions of i32 parameters over one memory.
 *
 * Source: WebAssembly Core Specification 2.0, chapter 5 (binary format). An instruction is its bytes; a body is their
 * concatenation, in the order in which a stack machine takes them.
 */

export type Code = readonly number[] | Uint8Array;

export type FloatType = 'f64' | 'v128';

/** A function: i32 parameters, then local variables in the order of their types, then its instructions. */
export interface WasmFunction {
  readonly parameters: number;
  readonly i32Locals: number;
  readonly i64Locals?: number;
  /** further local variables, one by one */
  readonly floatLocals?: readonly FloatType[];
  /** whether it leaves an i32; absent: nothing */
  readonly returnsI32?: boolean;
  readonly body: Code;
}

const I32 = 0x7f;
const I64 = 0x7e;
const FLOATS = { f64: 0x7c, v128: 0x7b } as const;
const EMPTY = 0x40;
/** "\0asm", version 1. */
const MAGIC: Code = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** Concatenates pieces of code. */
export const code = (...pieces: readonly Code[]): Code => joined(pieces);

/** i64 operations on the stack. */
export const i64 = {
  const: (value: bigint): Code => [0x42, ...signed(value)],
  add: [0x7c],
  sub: [0x7d],
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
  mul: [0x6c],
  and: [0x71],
  shiftLeft: [0x74],
  shiftRight: [0x76],
  shiftRightSigned: [0x75],
  leadingZeros: [0x67],
  isAtMost: [0x4d],
  isAbove: [0x4b],
  isBelow: [0x49],
  isUnequal: [0x47],
  isEqual: [0x46],
  remainder: [0x70],
  load: (address: number): Code => [...i32.const(0), 0x28, 2, ...unsigned(address)],
  /** loads from `base` + the address on the stack */
  loadFrom: (base: number): Code => [0x28, 2, ...unsigned(base)],
} as const;

/** f64 operations on the stack. */
export const f64 = {
  const: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  add: [0xa0],
  sub: [0xa1],
  mul: [0xa2],
  div: [0xa3],
  sqrt: [0x9f],
  negate: [0x9a],
  isAbove: [0x64],
  /** load and store; an offset follows, to be added to the address on the stack */
  load: [0x2b, 3],
  store: [0x39, 3],
} as const;

/** Operations on vectors of two f64, lanes 0 and 1, on the stack. */
export const f64x2 = {
  splat: [0xfd, 0x14],
  add: [0xfd, 0xf0, 1],
  sub: [0xfd, 0xf1, 1],
  mul: [0xfd, 0xf2, 1],
  div: [0xfd, 0xf3, 1],
  negate: [0xfd, 0xed, 1],
  lane: (lane: number): Code => [0xfd, 0x21, lane],
  /** puts the number on the stack into a lane of the vector below it */
  replaceLane: (lane: number): Code => [0xfd, 0x22, lane],
  /** lane 0 of the vector below, lane 1 of the one on the stack */
  blend: [0xfd, 0x0d, 0, 1, 2, 3, 4, 5, 6, 7, 24, 25, 26, 27, 28, 29, 30, 31],
  /** loads of two numbers, of one number into both lanes, of one number and 0; stores of both lanes and of one. An offset follows,
   *  to be added to the address on the stack, and the lane behind that. */
  load: [0xfd, 0, 3],
  loadSplat: [0xfd, 10, 3],
  loadLow: [0xfd, 0x5d, 3],
  store: [0xfd, 11, 3],
  storeLane: [0xfd, 0x5b, 3],
} as const;

/** Local variables and parameters, by number. */
export const local = {
  get: (index: number): Code => (index < 0x80 ? [0x20, index] : [0x20, (index & 0x7f) | 0x80, index >> 7]),
  set: (index: number): Code => [0x21, ...unsigned(index)],
  tee: (index: number): Code => [0x22, ...unsigned(index)],
} as const;

/** Stores a value at `base` + address, both pieces of code, `address` computed by code. */
export const store = {
  i32: (address: Code, value: Code, base = 0): Code => [...address, ...value, 0x36, 2, ...unsigned(base)],
  i64: (address: Code, value: Code, base = 0): Code => [...address, ...value, 0x37, 3, ...unsigned(base)],
  f64: (address: Code, value: Code, base = 0): Code => [...address, ...value, 0x39, 3, ...unsigned(base)],
} as const;

/** For long bodies, which are written piece by piece: what begins a loop and a body that runs if the i32 on the stack is not
 *  zero, what runs the loop again on the same condition, and what ends either. */
export const LOOP: Code = [0x03, EMPTY];
export const IF: Code = [0x04, EMPTY];
export const AGAIN: Code = [0x0d, 0];
export const END: Code = [0x0b];

/** Repeats `body` while the i32 that it leaves is not zero. */
export const repeat = (body: Code): Code => [...LOOP, ...body, ...AGAIN, ...END];

/** A body that `leaveIf` can leave. */
export const block = (body: Code): Code => [0x02, EMPTY, ...body, 0x0b];

/** Leaves the block around, `depth` blocks and loops further out, if the i32 on the stack is not zero. */
export const leaveIf = (depth: number): Code => [0x0d, depth];

/** Calls a function of the module by its number; its arguments are on the stack. */
export const call = (index: number): Code => [0x10, ...unsigned(index)];

/** Leaves the function. */
export const leave: Code = [0x0f];

/** Runs one of two bodies, which leave nothing. */
export const choose = (condition: Code, yes: Code, no: Code = []): Code => [
  ...condition,
  0x04,
  EMPTY,
  ...yes,
  ...(no.length > 0 ? [0x05, ...no] : []),
  0x0b,
];

/** The bytes of a module that exports these functions, numbered in their order, and `pages` of memory as `memory`. */
export function moduleBytes(functions: Readonly<Record<string, WasmFunction>>, pages: number): Uint8Array<ArrayBuffer> {
  const list = Object.values(functions);
  const types = list.map(({ parameters, returnsI32 }): Code => [
    0x60,
    ...vector(Array.from({ length: parameters }, () => [I32])),
    ...vector(returnsI32 ? [[I32]] : []),
  ]);
  const exports = Object.keys(functions).map((name, index): Code => [...text(name), 0, ...unsigned(index)]);
  const bodies = list.map(({ i32Locals, i64Locals = 0, floatLocals = [], body }): Code => {
    const locals = vector([
      [...unsigned(i32Locals), I32],
      [...unsigned(i64Locals), I64],
      ...floatLocals.map((type) => [1, FLOATS[type]]),
    ]);
    return sized(joined([locals, body, END]));
  });
  return joined([
    MAGIC,
    section(1, vector(types)),
    section(3, vector(list.map((_, index) => unsigned(index)))),
    section(5, vector([[0, ...unsigned(pages)]])),
    section(7, vector([...exports, [...text('memory'), 2, 0]])),
    section(10, vector(bodies)),
  ]);
}

const sized = (bytes: Code): Code => joined([unsigned(bytes.length), bytes]);
const vector = (items: readonly Code[]): Code => joined([unsigned(items.length), ...items]);
const section = (id: number, bytes: Code): Code => joined([[id], sized(bytes)]);
const text = (name: string): Code => sized(Array.from(name, (letter) => letter.charCodeAt(0)));

function joined(pieces: readonly Code[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** LEB128 of an unsigned number below 2³¹. */
export function unsigned(value: number): Code {
  if (value < 0x80) return [value];
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
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
