/**
 * PCG64 in WebAssembly, for draws that come in bulk: a step takes 2 ns instead of 25. Where WebAssembly is missing or forbidden
 * (a strict content security policy), `pcgKernel` is null and the callers do the same with 32-bit halves.
 *
 * The kernel works on the words of one generator at a time, its tenant: those live in the kernel's memory until another one comes
 * (`lodge`). So does the standing permutation of `TrialDraws`. Words of the memory: 0–3 state and 4–7 increment (least significant
 * first), 8 the spare half of the last draw, 9 whether there is one, 10 the integer of a trial, from PARTNERS on its partners,
 * from RESULTS on the results; behind them the indices of a shuffle and the standing permutation.
 */
import {
  block,
  choose,
  code,
  f64,
  i32,
  i64,
  leaveIf,
  local,
  moduleBytes,
  repeat,
  store,
  type Code,
  type WasmFunction,
} from '../wasm';

/** Words of a generator. */
export const BLOCK = 10;
/** Index of a trial's integer, and of the first of its partners, in 32-bit words. */
export const INTEGER = 10;
export const PARTNERS = 11;
/** Partners of one trial. */
export const PARTNER_COUNT = 5;
/** Index of the first result, in 32-bit words. */
export const RESULTS = 16;
/** Most 32-bit results; a shuffle draws as many indices behind them, and a permutation has as many places. */
export const CAPACITY = 8192 - RESULTS;
/** Index of the standing permutation's first place. */
export const ORDER = RESULTS + 2 * CAPACITY;

/** Whoever has its words in the memory, and takes them back when another one comes. */
export interface Tenant {
  takeBack(): void;
}

/** The kernel's functions and its memory. */
export interface PcgKernel {
  readonly words: Int32Array;
  readonly doubles: Float64Array<ArrayBuffer>;
  /** the generator's words, and its state alone */
  readonly block: Int32Array;
  readonly state: Uint32Array;
  generator: Tenant | null;
  permutation: Tenant | null;
  /** the first `count` results as words: a view, good until the next call */
  results(count: number): Int32Array;
  /** draws `count` doubles on [0, 1) */
  uniforms(count: number): void;
  /** draws `count` integers on 0 … below − 1 by Lemire's method; below > 1 */
  integers(count: number, below: number): void;
  /** shuffles the results 0 … `last`, last ≥ 1 */
  shuffle(count: 0, last: number): void;
  /** for each member from `first` up to `end`: shuffles the standing permutation, and writes the first five in it that are not
   *  the member */
  partners(first: number, last: number, end: number): void;
  /** the draws of one trial for `member`: an integer below `n`, partners, `n` doubles */
  trial(n: number, last: number, member: number): void;
}

const MULTIPLIER_HIGH = 0x2360ed051fc65da4n;
const MULTIPLIER_LOW = 0x4385df649fccf645n;
const LOW_WORD = 0xffffffffn;

/** Local variables of all functions; the first three are parameters. */
const enum Local {
  Count,
  Last,
  Member,
  Address,
  Place,
  Other,
  Above,
  Mask,
  Half,
  Draw,
  Spare,
  HasSpare,
  Threshold,
  StateLow,
  StateHigh,
  IncrementLow,
  IncrementHigh,
  Increment0,
  Increment1,
  Cross,
  Part0,
  Part1,
}

const { get, set, tee } = local;
const highHalf = (value: Code): Code => code(value, i64.const(32n), i64.shiftRight);
const lowHalf = (value: Code): Code => code(value, i64.const(LOW_WORD), i64.and);
const times = (value: Code, factor: bigint): Code => code(value, i64.const(factor), i64.mul);
const wordAt = (index: Code): Code => code(index, i32.const(2), i32.shiftLeft);
const plus = (name: Local, amount: number): Code => code(get(name), i32.const(amount), i32.add);
const advance = (name: Local, amount: number): Code => code(plus(name, amount), tee(name));

const loadState = code(
  ...[Local.StateLow, Local.StateHigh, Local.IncrementLow, Local.IncrementHigh].map((name, k) =>
    code(i64.load(8 * k), set(name)),
  ),
  code(lowHalf(get(Local.IncrementLow)), set(Local.Increment0)),
  code(highHalf(get(Local.IncrementLow)), set(Local.Increment1)),
  code(i32.load(32), set(Local.Spare), i32.load(36), set(Local.HasSpare)),
);
const storeState = code(
  code(store.i64(i32.const(0), get(Local.StateLow)), store.i64(i32.const(8), get(Local.StateHigh))),
  code(store.i32(i32.const(32), get(Local.Spare)), store.i32(i32.const(36), get(Local.HasSpare))),
);

// state ← state·multiplier + increment (mod 2¹²⁸). The upper half of low·low comes from three products of 32-bit parts: with the low
// halves s = s₁2³² + s₀ and m alike, s₀m₁ + s₁m₀ = s₀m₀ + s₁m₁ + (s₁ − s₀)(m₀ − m₁) (A. Karatsuba, 1962). That sum and what is
// carried into it stay below 2⁶⁴, since m₀ + m₁ < 2³² for this multiplier. The product with the upper half, which the next step waits
// for, is added last.
const multiplier0 = MULTIPLIER_LOW & LOW_WORD;
const multiplier1 = MULTIPLIER_LOW >> 32n;
const step = code(
  code(lowHalf(get(Local.StateLow)), set(Local.Part0), highHalf(get(Local.StateLow)), set(Local.Part1)),
  code(times(get(Local.Part0), multiplier0), set(Local.Cross)),
  code(times(code(get(Local.Part1), get(Local.Part0), i64.sub), multiplier0 - multiplier1), get(Local.Cross), i64.add),
  code(times(get(Local.Part1), multiplier1), tee(Local.Part1), i64.add),
  code(highHalf(code(get(Local.Cross), get(Local.Increment0), i64.add)), i64.add, get(Local.Increment1), i64.add),
  code(i64.const(32n), i64.shiftRight, get(Local.Part1), i64.add, get(Local.IncrementHigh), i64.add),
  code(times(get(Local.StateLow), MULTIPLIER_HIGH), i64.add),
  code(times(get(Local.StateHigh), MULTIPLIER_LOW), i64.add, set(Local.StateHigh)),
  code(times(get(Local.StateLow), MULTIPLIER_LOW), get(Local.IncrementLow), i64.add, set(Local.StateLow)),
);

// XSL-RR: the halves together, turned by the top six bits.
const output = code(
  code(get(Local.StateHigh), get(Local.StateLow), i64.xor),
  code(get(Local.StateHigh), i64.const(58n), i64.shiftRight, i64.rotateRight),
);

// One step gives two draws of 32 bits: the low half, and the high one as a spare.
const stepHalves = code(
  step,
  code(output, tee(Local.Cross), i64.toI32, set(Local.Draw)),
  code(highHalf(get(Local.Cross)), i64.toI32, set(Local.Spare), i32.const(1), set(Local.HasSpare)),
);
const nextHalf = choose(
  get(Local.HasSpare),
  code(get(Local.Spare), set(Local.Draw), i32.const(0), set(Local.HasSpare)),
  stepHalves,
);

const RESULT_BYTES = 4 * RESULTS;
const DRAWN_BYTES = RESULT_BYTES + 4 * CAPACITY;
const ORDER_BYTES = 4 * ORDER;

// Count doubles from the first result on; Address must be 0.
const drawUniforms = code(
  repeat(
    code(
      step,
      store.f64(
        get(Local.Address),
        code(output, i64.const(11n), i64.shiftRight, i64.toF64, f64.const(2 ** -53), f64.mul),
        RESULT_BYTES,
      ),
      code(plus(Local.Address, 8), set(Local.Address)),
      advance(Local.Count, -1),
    ),
  ),
);

// An integer on 0 … below − 1 into Draw. NumPy compares with `below` first only to spare itself the remainder.
const setThreshold = (below: Code): Code =>
  code(i32.const(0), below, i32.sub, below, i32.remainder, set(Local.Threshold));
const drawBelow = (below: Code): Code =>
  code(
    repeat(
      code(
        nextHalf,
        code(get(Local.Draw), i64.fromI32, below, i64.fromI32, i64.mul, tee(Local.Cross), i64.toI32),
        code(get(Local.Threshold), i32.isBelow),
      ),
    ),
    code(highHalf(get(Local.Cross)), i64.toI32, set(Local.Draw)),
  );

// An index is stored before it is known to be one: a rejected draw is overwritten by the next. So there is no branch on the
// draw, which could not be predicted. `Above` is one more than the index that is drawn.
const tryDraw = (draw: Code): Code =>
  code(
    store.i32(wordAt(get(Local.Above)), code(draw, get(Local.Mask), i32.and, tee(Local.Draw)), DRAWN_BYTES - 4),
    code(get(Local.Draw), get(Local.Above), i32.sub, i32.const(31), i32.shiftRightSigned),
    code(get(Local.Above), i32.add, tee(Local.Above)),
  );

// The indices that a shuffle of 0 … Last takes. The mask covers the index; when that has come down to half of it, the next one
// begins. Inside the inner loop the mask does not change, or it would travel through memory.
const drawIndices = code(
  plus(Local.Last, 1),
  set(Local.Above),
  repeat(
    code(
      code(i32.const(-1), get(Local.Above), i32.const(1), i32.sub, i32.leadingZeros, i32.shiftRight, tee(Local.Mask)),
      code(i32.const(1), i32.add, i32.const(1), i32.shiftRight, set(Local.Half)),
      block(
        code(
          choose(
            get(Local.HasSpare),
            code(
              code(i32.const(0), set(Local.HasSpare)),
              code(tryDraw(get(Local.Spare)), get(Local.Half), i32.isAtMost, leaveIf(1)),
            ),
          ),
          repeat(
            code(
              stepHalves,
              code(tryDraw(get(Local.Draw)), get(Local.Half), i32.isAtMost, leaveIf(1)),
              code(i32.const(0), set(Local.HasSpare)),
              code(tryDraw(get(Local.Spare)), get(Local.Half), i32.isAbove),
            ),
          ),
        ),
      ),
      code(get(Local.Above), i32.const(1), i32.isAbove),
    ),
  ),
);

// Changes the places Last … 1 of the words from byte `base` on with those that were drawn.
const swapAll = (base: number): Code =>
  code(
    code(wordAt(get(Local.Last)), set(Local.Place)),
    repeat(
      code(
        code(get(Local.Place), i32.loadFrom(DRAWN_BYTES), i32.const(2), i32.shiftLeft, set(Local.Other)),
        code(get(Local.Place), i32.loadFrom(base), set(Local.Draw)),
        store.i32(get(Local.Place), code(get(Local.Other), i32.loadFrom(base)), base),
        store.i32(get(Local.Other), get(Local.Draw), base),
        advance(Local.Place, -4),
      ),
    ),
  );

// The first words of the standing permutation that are not Member, to byte `base` + Address. Of six words at most one is, so that a
// sixth word may be written behind the five; what follows overwrites it.
const choosePartners = (base: number): Code =>
  code(
    code(get(Local.Address), set(Local.Place)),
    ...Array.from({ length: PARTNER_COUNT + 1 }, (_, k) =>
      code(
        store.i32(get(Local.Place), code(i32.load(ORDER_BYTES + 4 * k), tee(Local.Draw)), base),
        code(get(Local.Place), get(Local.Draw), get(Local.Member), i32.isUnequal, i32.const(2), i32.shiftLeft),
        code(i32.add, set(Local.Place)),
      ),
    ),
  );

const functionOf = (body: Code): WasmFunction => ({
  parameters: 3,
  i32Locals: Local.StateLow - 3,
  i64Locals: Local.Part1 - Local.StateLow + 1,
  body: code(loadState, body, storeState),
});

const uniforms = functionOf(drawUniforms);

const integers = functionOf(
  code(
    setThreshold(get(Local.Last)),
    repeat(
      code(
        drawBelow(get(Local.Last)),
        store.i32(get(Local.Address), get(Local.Draw), RESULT_BYTES),
        code(plus(Local.Address, 4), set(Local.Address)),
        advance(Local.Count, -1),
      ),
    ),
  ),
);

const shuffle = functionOf(code(drawIndices, swapAll(RESULT_BYTES)));

const [first, end] = [Local.Count, Local.Member];
const partners = functionOf(
  code(
    // The end is needed after each member, whose number counts up in Member.
    code(get(end), set(Local.Threshold), get(first), set(Local.Member)),
    repeat(
      code(
        drawIndices,
        swapAll(ORDER_BYTES),
        choosePartners(RESULT_BYTES),
        code(plus(Local.Address, 4 * PARTNER_COUNT), set(Local.Address)),
        code(advance(Local.Member, 1), get(Local.Threshold), i32.isBelow),
      ),
    ),
  ),
);

const trial = functionOf(
  code(
    setThreshold(get(Local.Count)),
    drawBelow(get(Local.Count)),
    store.i32(i32.const(4 * INTEGER), get(Local.Draw)),
    drawIndices,
    swapAll(ORDER_BYTES),
    choosePartners(4 * PARTNERS),
    drawUniforms,
  ),
);

function load(): PcgKernel | null {
  try {
    // Synchronous: a module of a few kilobytes, which every browser compiles on any thread.
    const module = new WebAssembly.Module(moduleBytes({ uniforms, integers, shuffle, partners, trial }, 2));
    const { exports } = new WebAssembly.Instance(module);
    const { buffer } = exports['memory'] as WebAssembly.Memory;
    const words = new Int32Array(buffer);
    const named = <K extends keyof PcgKernel>(name: K): PcgKernel[K] => exports[name] as unknown as PcgKernel[K];
    // One size is asked for again and again, and a view costs as much as the copy.
    let view = words.subarray(RESULTS, RESULTS);
    return {
      words,
      doubles: new Float64Array(buffer),
      block: words.subarray(0, BLOCK),
      state: new Uint32Array(buffer, 0, 4),
      generator: null,
      permutation: null,
      results: (count) => (view.length === count ? view : (view = words.subarray(RESULTS, RESULTS + count))),
      uniforms: named('uniforms'),
      integers: named('integers'),
      shuffle: named('shuffle'),
      partners: named('partners'),
      trial: named('trial'),
    };
  } catch {
    return null;
  }
}

/** The kernel, or null where there is no WebAssembly. */
export const pcgKernel: PcgKernel | null = load();
