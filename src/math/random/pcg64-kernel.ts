/**
 * PCG64 in WebAssembly, for draws that come in bulk: a step takes 2 ns instead of 25. Where WebAssembly is missing or forbidden
 * (a strict content security policy), `pcgKernel` is null and `Pcg64` does the same with 32-bit halves.
 *
 * The kernel has no state of its own: the caller puts a generator's into the memory and takes it out again. Words of the
 * memory: 0–3 state and 4–7 increment (least significant first), 8 the spare half of the last draw, 9 whether there is one,
 * from RESULTS on the results.
 */
import { choose, code, f64, i32, i64, local, moduleBytes, repeat, store, type Code, type WasmFunction } from './wasm';

/** Words that the caller lends and takes back. */
export const BLOCK = 10;
/** Index of the first result, in 32-bit words. */
export const RESULTS = 16;
/** Most 32-bit results; a shuffle draws as many indices behind them. */
export const CAPACITY = 8192 - RESULTS;

/** The kernel's functions and its memory. */
export interface PcgKernel {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  /** the words that are lent */
  readonly block: Int32Array;
  /** the first `count` results as words: a view, good until the next call */
  results(count: number): Int32Array;
  /** draws `count` doubles on [0, 1) */
  uniforms(count: number): void;
  /** shuffles the results 0 … `last`, last ≥ 1 */
  shuffle(last: number): void;
}

const MULTIPLIER_HIGH = 0x2360ed051fc65da4n;
const MULTIPLIER_LOW = 0x4385df649fccf645n;
const LOW_WORD = 0xffffffffn;

/** Local variables of both functions; 0 is the parameter. */
const enum Local {
  Count,
  Address,
  Low,
  Draw,
  Spare,
  HasSpare,
  Last,
  StateLow,
  StateHigh,
  IncrementLow,
  IncrementHigh,
  Cross,
  Part0,
  Part1,
}

const { get, set, tee } = local;
const highHalf = (value: Code): Code => code(value, i64.const(32n), i64.shiftRight);
const lowHalf = (value: Code): Code => code(value, i64.const(LOW_WORD), i64.and);
const times = (value: Code, factor: bigint): Code => code(value, i64.const(factor), i64.mul);

const loadState = code(
  ...[Local.StateLow, Local.StateHigh, Local.IncrementLow, Local.IncrementHigh].map((name, k) =>
    code(i64.load(8 * k), set(name)),
  ),
);
const storeState = code(store.i64(i32.const(0), get(Local.StateLow)), store.i64(i32.const(8), get(Local.StateHigh)));

// state ← state·multiplier + increment (mod 2¹²⁸). The upper half of low·low comes from four products of 32-bit parts.
const multiplier0 = MULTIPLIER_LOW & LOW_WORD;
const multiplier1 = MULTIPLIER_LOW >> 32n;
const step = code(
  lowHalf(get(Local.StateLow)),
  set(Local.Part0),
  highHalf(get(Local.StateLow)),
  set(Local.Part1),
  code(times(get(Local.Part1), multiplier0), highHalf(times(get(Local.Part0), multiplier0)), i64.add, set(Local.Cross)),
  code(times(get(Local.StateHigh), MULTIPLIER_LOW), times(get(Local.StateLow), MULTIPLIER_HIGH), i64.add),
  code(times(get(Local.Part1), multiplier1), i64.add, highHalf(get(Local.Cross)), i64.add),
  code(highHalf(code(times(get(Local.Part0), multiplier1), lowHalf(get(Local.Cross)), i64.add)), i64.add),
  code(get(Local.IncrementHigh), i64.add),
  code(times(get(Local.StateLow), MULTIPLIER_LOW), get(Local.IncrementLow), i64.add, tee(Local.StateLow)),
  code(get(Local.IncrementLow), i64.lessThan, i64.fromI32, i64.add, set(Local.StateHigh)),
);

// XSL-RR: the halves together, turned by the top six bits.
const output = code(
  code(get(Local.StateHigh), get(Local.StateLow), i64.xor),
  code(get(Local.StateHigh), i64.const(58n), i64.shiftRight, i64.rotateRight),
);

const uniforms: WasmFunction = {
  parameters: 1,
  i32Locals: 6,
  i64Locals: 7,
  body: code(
    loadState,
    repeat(
      code(
        step,
        store.f64(
          get(Local.Address),
          code(output, i64.const(11n), i64.shiftRight, i64.toF64, f64.const(2 ** -53), f64.mul),
          4 * RESULTS,
        ),
        code(get(Local.Address), i32.const(8), i32.add, set(Local.Address)),
        code(get(Local.Count), i32.const(1), i32.sub, tee(Local.Count)),
      ),
    ),
    storeState,
  ),
};

const [i, mask] = [Local.Count, Local.Address];
const RESULT_BYTES = 4 * RESULTS;
const DRAWN_BYTES = RESULT_BYTES + 4 * CAPACITY;
const wordAt = (index: Code): Code => code(index, i32.const(2), i32.shiftLeft);

// An index is stored before it is known to be one: a rejected draw is overwritten by the next. So there is no branch on the
// draw, which could not be predicted. The mask covers i; when i has come down to half of it, the next one begins.
const tryDraw = (draw: Code): Code =>
  code(
    store.i32(wordAt(get(i)), code(draw, get(mask), i32.and, tee(Local.Draw)), DRAWN_BYTES),
    code(get(i), get(Local.Draw), get(i), i32.isAtMost, i32.sub, set(i)),
    choose(
      code(get(i), get(Local.Low), i32.isAtMost),
      code(get(Local.Low), tee(mask), i32.const(1), i32.shiftRight, set(Local.Low)),
    ),
  );

// One step of the generator gives two draws; the second may remain for another time.
const drawAll = code(
  choose(get(Local.HasSpare), code(tryDraw(get(Local.Spare)), i32.const(0), set(Local.HasSpare))),
  choose(
    get(i),
    repeat(
      code(
        step,
        code(output, tee(Local.Cross), i64.toI32, set(Local.Draw)),
        code(highHalf(get(Local.Cross)), i64.toI32, set(Local.Spare)),
        tryDraw(get(Local.Draw)),
        choose(get(i), tryDraw(get(Local.Spare)), code(i32.const(1), set(Local.HasSpare))),
        get(i),
      ),
    ),
  ),
);

const swapAll = repeat(
  code(
    code(wordAt(get(i)), i32.loadFrom(DRAWN_BYTES), i32.const(2), i32.shiftLeft, set(Local.Low)),
    code(wordAt(get(i)), set(mask)),
    code(get(mask), i32.loadFrom(RESULT_BYTES), set(Local.Draw)),
    store.i32(get(mask), code(get(Local.Low), i32.loadFrom(RESULT_BYTES)), RESULT_BYTES),
    store.i32(get(Local.Low), get(Local.Draw), RESULT_BYTES),
    code(get(i), i32.const(1), i32.sub, tee(i)),
  ),
);

const shuffle: WasmFunction = {
  parameters: 1,
  i32Locals: 6,
  i64Locals: 7,
  body: code(
    loadState,
    code(i32.load(32), set(Local.Spare), i32.load(36), set(Local.HasSpare)),
    code(get(i), set(Local.Last)),
    code(
      i32.const(-1),
      get(i),
      i32.leadingZeros,
      i32.shiftRight,
      tee(mask),
      i32.const(1),
      i32.shiftRight,
      set(Local.Low),
    ),
    drawAll,
    code(storeState, store.i32(i32.const(32), get(Local.Spare)), store.i32(i32.const(36), get(Local.HasSpare))),
    code(get(Local.Last), set(i)),
    swapAll,
  ),
};

function load(): PcgKernel | null {
  try {
    // Synchronous: a module of a few hundred bytes, which every browser compiles on any thread.
    const module = new WebAssembly.Module(moduleBytes({ uniforms, shuffle }));
    const { exports } = new WebAssembly.Instance(module);
    const { buffer } = exports['memory'] as WebAssembly.Memory;
    const words = new Int32Array(buffer);
    // One size is asked for again and again, and a view costs as much as the copy.
    let view = words.subarray(RESULTS, RESULTS);
    return {
      words,
      block: words.subarray(0, BLOCK),
      results: (count) => (view.length === count ? view : (view = words.subarray(RESULTS, RESULTS + count))),
      doubles: new Float64Array(buffer),
      uniforms: exports['uniforms'] as PcgKernel['uniforms'],
      shuffle: exports['shuffle'] as PcgKernel['shuffle'],
    };
  } catch {
    return null;
  }
}

/** The kernel, or null where there is no WebAssembly. */
export const pcgKernel: PcgKernel | null = load();
