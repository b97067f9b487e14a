/**
 * A closure as a function of one f64 vector: writes the parameters, evaluates on the GPU, reads the loss and all
 * gradients with one copy, and frees everything that the evaluation made.
 */
import type { Tensor } from 'webgpu-torch';
import { Closure, ClosureError, requireLoss, type AnyClosure } from './closure';
import { NoiseFilter } from './noise';
import type { ParameterPack } from './parameters';
import { grad, hessianVector } from './tape';
import { runtime } from './runtime';
import { dispose, read, tensor, tidy, zeros } from './tensors';

interface Evaluation {
  readonly x: Float64Array;
  readonly f: number;
  /** null for methods that need none */
  readonly g: Float64Array | null;
}

/** See the header. Calls must be awaited one after the other, as drivers do. */
export class TensorLoss {
  readonly noise = new NoiseFilter();
  readonly #pack: ParameterPack;
  readonly #closure: AnyClosure;
  readonly #needsGradient: boolean;
  #last: Evaluation | null = null;

  constructor(pack: ParameterPack, closure: AnyClosure, needsGradient: boolean) {
    this.#pack = pack;
    this.#closure = closure;
    this.#needsGradient = needsGradient;
  }

  /** Whether exact second derivatives can be had. */
  get hasSecondDerivatives(): boolean {
    return this.#closure instanceof Closure;
  }

  /** f(x). */
  async fun(x: Float64Array): Promise<number> {
    return (await this.#evaluate(x)).f;
  }

  /** ∇f(x) (n). The value at the same point costs nothing more. */
  async grad(x: Float64Array): Promise<Float64Array> {
    const { g } = await this.#evaluate(x);
    if (!g) throw new ClosureError('This method was started without gradients (jac: false), and asked for one.');
    return g;
  }

  /** ∇²f(x)·p (n), exact to f32. */
  async hessp(x: Float64Array, p: Float64Array): Promise<Float64Array> {
    const [product] = await this.#products(x, [p]);
    return product!;
  }

  /** ∇²f(x), row-major (n·n): n products from one evaluation, made symmetric. */
  async hess(x: Float64Array): Promise<Float64Array> {
    const { n } = this.#pack;
    const units = Array.from({ length: n }, (_, k) =>
      Float64Array.from({ length: n }, (_unused, i) => (i === k ? 1 : 0)),
    );
    const columns = await this.#products(x, units);
    return Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return (columns[i]![j]! + columns[j]![i]!) / 2;
    });
  }

  async #evaluate(x: Float64Array): Promise<Evaluation> {
    const last = this.#last;
    if (last && last.x.every((component, i) => component === x[i])) return last;
    const results = await this.#compute(x, async () => {
      const [loss, gradients] = await this.#differentiate();
      return [loss, ...gradients];
    });
    const raw = results[0]![0]!;
    let evaluation: Evaluation = { x: x.slice(), f: raw, g: null };
    if (this.#needsGradient) {
      const g = this.#pack.join(results.slice(1));
      evaluation = { x: x.slice(), f: this.noise.value({ x: x.map(Math.fround), f: raw, g }), g };
    }
    this.#last = evaluation;
    return evaluation;
  }

  /** The loss and, where needed, the gradient of every parameter, as tensors. */
  async #differentiate(): Promise<readonly [Tensor, readonly Tensor[]]> {
    const closure = this.#closure;
    const { tensors } = this.#pack;
    if (closure instanceof Closure) {
      const loss = requireLoss(await closure.loss(closure.model));
      return [loss, this.#needsGradient ? grad(requireDependence(loss), tensors) : []];
    }
    for (const parameter of tensors) parameter.grad = null;
    const loss = requireLoss(await closure());
    const gradients = tensors.map((parameter) => parameter.grad);
    // The gradients die with the evaluation; a stale one must not be left behind.
    for (const parameter of tensors) parameter.grad = null;
    if (!this.#needsGradient) return [loss, []];
    if (gradients.every((gradient) => gradient === null)) {
      requireDependence(loss);
      throw new ClosureError(
        'The closure returned a loss but left no gradients. Call loss.backward() before `return loss`.',
      );
    }
    return [loss, gradients.map((gradient, k) => gradient ?? zeros(tensors[k]!.shape))];
  }

  /** Evaluates tensors at x and reads them; nothing that was made on the way stays. */
  #compute(x: Float64Array, make: () => Promise<Tensor[]>): Promise<Float32Array[]> {
    return runtime().exclusive(async () => {
      this.#pack.unpack(x);
      const made = await tidy(make);
      // The scope is closed before the wait for the GPU, so that tensors which others make meanwhile are not freed.
      const reading = read(...made);
      made.forEach(dispose);
      return reading;
    });
  }

  async #products(x: Float64Array, directions: readonly Float64Array[]): Promise<Float64Array[]> {
    const closure = this.#closure;
    if (!(closure instanceof Closure)) {
      throw new ClosureError(
        'Second derivatives need a Closure object: its loss(model) can be differentiated twice, a function with backward() cannot.',
      );
    }
    const { tensors } = this.#pack;
    const parts = await this.#compute(x, async () => {
      const loss = requireDependence(requireLoss(await closure.loss(closure.model)));
      const gradients = grad(loss, tensors, { createGraph: true });
      return directions.flatMap((direction) => {
        const split = this.#pack.split(direction).map((part, k) => tensor(part, tensors[k]!.shape));
        return hessianVector(gradients, tensors, split);
      });
    });
    const count = tensors.length;
    return directions.map((_, k) => this.#pack.join(parts.slice(k * count, (k + 1) * count)));
  }
}

function requireDependence(loss: Tensor): Tensor {
  if (loss.requiresGrad) return loss;
  throw new ClosureError(
    'The loss does not depend on the parameters. Does it use the model that the optimizer was given?',
  );
}
