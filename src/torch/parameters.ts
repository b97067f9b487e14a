/** The parameters of a model as one vector, which is what a solver moves. */
import type { Tensor } from 'webgpu-torch';
import { OptionError } from '../solve/errors';
import { read, setValues, sizeOf } from './tensors';

/** Packs parameters into one f64 vector and back. The GPU rounds to f32; the solver's vector does not. */
export class ParameterPack {
  readonly tensors: readonly Tensor[];
  /** numbers in all parameters together */
  readonly n: number;

  /** @throws OptionError when there is no parameter */
  constructor(parameters: Iterable<Tensor>) {
    this.tensors = [...parameters];
    this.n = this.tensors.reduce((total, tensor) => total + sizeOf(tensor.shape), 0);
    if (this.n === 0)
      throw new OptionError('The optimizer got an empty parameter list. Pass model.parameters().', 'params');
  }

  /** The present values (n). */
  async pack(): Promise<Float64Array> {
    return this.join(await read(...this.tensors));
  }

  /** Writes a vector (n) into the parameters, rounded to f32. */
  unpack(x: Float64Array): void {
    this.split(x).forEach((part, k) => setValues(this.tensors[k]!, part));
  }

  /** One vector (n) of parts that have the parameters' sizes. */
  join(parts: readonly ArrayLike<number>[]): Float64Array {
    const x = new Float64Array(this.n);
    let from = 0;
    for (const part of parts) {
      x.set(part, from);
      from += part.length;
    }
    return x;
  }

  /** Views of a vector (n), one for each parameter. */
  split(x: Float64Array): Float64Array[] {
    let from = 0;
    return this.tensors.map(({ shape }) => x.subarray(from, (from += sizeOf(shape))));
  }
}
