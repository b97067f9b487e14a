/** A named parameter of the loss; a number when it has no shape. */
export interface ParamSpec {
  readonly name: string;
  readonly shape?: readonly number[];
  /** unit of the packed numbers: `ms`, `mV/ms`; the loss itself computes in SI */
  readonly unit?: string;
  /** what counts as 1 in the packed vector, in `unit`; default 1. See packing.ts */
  readonly scale?: number;
}
