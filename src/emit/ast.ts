/**
 * What programs are lowered to before either printer sees them: loops over buffers, in static single assignment but
 * for accumulators.
 *
 * Index arithmetic is affine in loop variables and integer locals, so that a printer never meets a general integer
 * expression and every bound is known.
 */
import type { OpName } from '../ir/node';

/** constant + Σ factor · symbol. */
export interface Affine {
  readonly constant: number;
  readonly terms: readonly { readonly symbol: string; readonly factor: number }[];
}

export type Expr =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'load'; readonly buffer: Buffer; readonly index: Affine }
  | { readonly kind: 'op'; readonly op: OpName; readonly args: readonly Expr[] }
  /** start + step · index, for constants that are arithmetic progressions. */
  | { readonly kind: 'progression'; readonly start: number; readonly step: number; readonly index: Affine };

export type StoreMode = 'set' | 'sum' | 'prod' | 'min' | 'max';

export type Statement =
  | { readonly kind: 'let'; readonly name: string; readonly value: Expr }
  | { readonly kind: 'var'; readonly name: string; readonly value: Expr }
  | { readonly kind: 'assign'; readonly name: string; readonly mode: StoreMode; readonly value: Expr }
  | {
      readonly kind: 'store';
      readonly buffer: Buffer;
      readonly index: Affine;
      readonly mode: StoreMode;
      readonly value: Expr;
    }
  | { readonly kind: 'fill'; readonly buffer: Buffer; readonly value: number }
  | { readonly kind: 'integer'; readonly name: string; readonly value: IntegerExpr }
  | {
      readonly kind: 'for';
      readonly symbol: string;
      readonly count: number;
      readonly reverse: boolean;
      readonly body: readonly Statement[];
    }
  /** Runs `body` where `of`, which is never negative, is a multiple of `by`. */
  | { readonly kind: 'multiple'; readonly of: Affine; readonly by: number; readonly body: readonly Statement[] };

/** Integers that are not affine: what is left of a reshape, and table look-ups of a gather. */
export type IntegerExpr =
  | { readonly kind: 'quotient'; readonly of: Affine; readonly by: number }
  | { readonly kind: 'remainder'; readonly of: Affine; readonly by: number }
  | { readonly kind: 'table'; readonly table: Int32Array; readonly at: Affine };

/** Memory of a program: its inputs and outputs, which belong to the caller, its scratch space, its constants. */
export interface Buffer {
  readonly role: 'input' | 'output' | 'scratch' | 'constant';
  readonly name: string;
  readonly size: number;
  readonly data?: Float64Array;
}

/** A lowered program: run `body`, then return `result` if there is one. */
export interface Lowered {
  readonly inputs: readonly Buffer[];
  /** One per array output, in order; scalar outputs are in `result`. */
  readonly outputs: readonly Buffer[];
  readonly result: Expr | null;
  readonly body: readonly Statement[];
  readonly buffers: readonly Buffer[];
}
