/** What the page and the worker that trains on digits say to each other: plain data, structured-clone safe. */
import type { DigitSet } from './data';
import type { DigitsMethod } from './methods';

export type DigitsEngine = 'gpu' | 'cpu';

/** What to train, and how. */
export interface TrainOrder {
  readonly id: number;
  readonly method: DigitsMethod;
  readonly engine: DigitsEngine;
  /** λ of the penalty λ/2·‖W‖² */
  readonly penalty: number;
  readonly maxiter: number;
  /** learning rate, for methods that have one */
  readonly lr: number | null;
}

export type DigitsCommand =
  { readonly type: 'open' } | { readonly type: 'train'; readonly order: TrainOrder } | { readonly type: 'cancel' };

/** What there is to train with. */
export interface DigitsOpened {
  readonly side: number;
  readonly highest: number;
  /** training images */
  readonly trainCount: number;
  readonly test: DigitSet;
  /** the adapter's name, or why there is none */
  readonly gpu: { readonly ok: true; readonly name: string } | { readonly ok: false; readonly reason: string };
  /** the loss in text, as the CPU compiles it */
  readonly text: string;
}

/** One iteration: a point of the loss curve. */
export interface TrainRow {
  /** from 1 on; a very long run leaves some out */
  readonly iteration: number;
  readonly seconds: number;
  readonly loss: number;
}

/** The model at one iteration, judged in f64. */
export interface ModelView {
  /** W row by row (10·side²), then b (10) */
  readonly x: Float64Array;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
  /** the digit that the model sees in each test image, and its probability */
  readonly predictions: Uint8Array;
  readonly confidence: Float32Array;
}

/** How a training ended. */
export interface TrainEnd {
  readonly status: 'done' | 'cancelled' | 'failed';
  /** the method's own words, or what went wrong */
  readonly message: string;
  /** the loss at the last model, evaluated anew in f64; null when it failed */
  readonly checkedLoss: number | null;
  /** decimal digits of the loss that f32 supports, where it was f32 */
  readonly digits: number | null;
  readonly seconds: number;
  /** evaluations of the loss, and of products with its Hessian */
  readonly nfev: number;
  readonly nhev: number;
}

export type DigitsReport =
  | { readonly type: 'opened'; readonly opened: DigitsOpened }
  | { readonly type: 'broken'; readonly message: string }
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly rows: readonly TrainRow[];
      readonly view: ModelView | null;
    }
  | { readonly type: 'end'; readonly id: number; readonly end: TrainEnd };
