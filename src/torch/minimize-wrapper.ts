/**
 * `MinimizeWrapper`: every method of `scipy.optimize.minimize`, and every first-order method, as an optimizer of a
 * model, after PyTorch Minimize (Gray, 2021), whose names it keeps.
 *
 * A call of `step(closure)` is a whole optimization: it starts at the model's present parameters, runs the method to its
 * end and leaves the best parameters in the model. A second call starts a new optimization from there; no curvature or
 * momentum is carried over, so several short steps are not one long one.
 */
import type { Tensor } from 'webgpu-torch';
import { minimizeAsync, type MinimizeOptions } from '../drive/minimize';
import { runAsync } from '../drive/run-async';
import { firstOrderMethods } from '../solve/first-order';
import { OptionError } from '../solve/errors';
import type { Method } from '../solve/method';
import type { Iterate } from '../solve/protocol';
import { findMethod, methods } from '../solve/registry';
import type { OptimizeResult } from '../solve/result';
import type { AnyClosure } from './closure';
import { ParameterPack } from './parameters';
import { TensorLoss } from './tensor-loss';

/** A bound of one number: null for none. */
export type BoundPair = readonly [number | null, number | null];

/** The arguments of the optimizer, SciPy's `minimize` keywords. */
export interface MinimizerArgs {
  readonly method?: string;
  /** false: the closure needs no backward() (Nelder-Mead, Powell, COBYLA) */
  readonly jac?: boolean;
  /** whether methods that can use second derivatives get them; needs a Closure object. Default: when there is one */
  readonly hess?: boolean;
  /** one pair for all numbers, one for each parameter tensor, or one for each number */
  readonly bounds?: BoundPair | readonly BoundPair[] | null;
  readonly tol?: number | null;
  readonly options?: Readonly<Record<string, unknown>>;
  /** sees each iteration; true stops */
  readonly callback?: (intermediate: Iterate) => boolean | void;
  readonly signal?: AbortSignal;
}

/** What a step adds to SciPy's result. */
export interface TensorResult extends OptimizeResult {
  /** decimal digits of the loss that f32 supports, as far as the run could tell */
  digits?: number;
}

// Above this many parameters a dense Hessian is not built for methods that can do with products.
const denseLimit = 200;

/** See the header. */
export class MinimizeWrapper {
  readonly args: MinimizerArgs;
  /** the result of the last step */
  res: TensorResult | null = null;
  readonly #pack: ParameterPack;

  /** @param parameters  `model.parameters()`
   *  @throws OptionError when the method does not exist or there is no parameter */
  constructor(parameters: Iterable<Tensor>, args: MinimizerArgs = {}) {
    this.#pack = new ParameterPack(parameters);
    this.args = { method: 'BFGS', ...args };
    methodOf(this.args);
  }

  /** Forgets the gradients of the parameters. A step does so by itself before each call of the closure. */
  zeroGrad(): void {
    for (const parameter of this.#pack.tensors) parameter.grad = null;
  }

  /** Runs the method to its end; the best parameters are then in the model, and the result in `res`.
   *  @returns the loss there
   *  @throws ClosureError when the closure forgot its part; OptionError; DeviceLostError */
  async step(closure: AnyClosure): Promise<number> {
    const method = methodOf(this.args);
    const needsGradient = this.args.jac ?? method.needs.grad !== 'ignored';
    if (!needsGradient && method.needs.grad === 'required') {
      throw new OptionError(`${method.name} needs gradients; jac: false is for methods that do without.`, 'jac');
    }
    const loss = new TensorLoss(this.#pack, closure, needsGradient);
    const x0 = await this.#pack.pack();
    try {
      const result: TensorResult =
        method.family === 'first-order'
          ? await this.#runFirstOrder(loss, x0)
          : await minimizeAsync((x) => loss.fun(x), x0, this.#minimizeOptions(loss, needsGradient));
      if (needsGradient) result.digits = loss.noise.digits;
      // A run that was cancelled before its first value has no point: the model stays as it was.
      this.#pack.unpack(result.x.length > 0 ? result.x : x0);
      this.res = result;
      return result.fun;
    } catch (error) {
      // A failed step leaves the model as it was.
      this.#pack.unpack(x0);
      throw error;
    }
  }

  #minimizeOptions(loss: TensorLoss, needsGradient: boolean): MinimizeOptions {
    const { method, tol, options, callback, signal } = this.args;
    const { needs, name } = methodOf(this.args);
    const usesHessian = needs.hess !== 'ignored' && (this.args.hess ?? loss.hasSecondDerivatives);
    const takesProducts = ['Newton-CG', 'trust-ncg', 'trust-krylov', 'trust-constr'].includes(name);
    const isDense = usesHessian && (!takesProducts || this.#pack.n <= Math.min(denseLimit, 20));
    return {
      method,
      jac: needsGradient ? (x) => loss.grad(x) : null,
      hess: isDense ? (x) => loss.hess(x) : null,
      hessp: usesHessian && !isDense ? (x, p) => loss.hessp(x, p) : null,
      bounds: expandBounds(this.args.bounds ?? null, this.#pack),
      tol,
      options: singleOptions(name, options),
      callback,
      signal,
    };
  }

  #runFirstOrder(loss: TensorLoss, x0: Float64Array): Promise<OptimizeResult> {
    const { options = {}, tol = null, callback, signal } = this.args;
    const search = methodOf(this.args).solve({
      x0,
      jac: 'exact',
      hess: null,
      hessp: false,
      bounds: null,
      constraints: [],
      tol,
      options,
      seed: null,
    });
    const evaluator = {
      n: this.#pack.n,
      fun: (x: Float64Array) => loss.fun(x),
      grad: (x: Float64Array) => loss.grad(x),
    };
    return runAsync(search, evaluator, { onIterate: callback, signal });
  }
}

const methodOf = ({ method = 'BFGS' }: MinimizerArgs): Method => {
  const known = methods.filter(({ family }) => family === 'minimize');
  const names = new Set(known.map(({ name }) => name));
  return findMethod(method, [...known, ...firstOrderMethods.filter(({ name }) => !names.has(name))]);
};

// Options whose defaults suit f64. Steps of finite differences move nothing in f32, so √ε of f32 takes the place of √ε of
// f64; TNC would end where f changes by less than its `accuracy`, which is such a step.
const singleStep = Math.sqrt(2 ** -23);
const singleDefaults: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  TNC: { accuracy: singleStep, eps: singleStep, finite_diff_rel_step: singleStep, ftol: 1e-7 },
  'Newton-CG': { eps: singleStep },
  CG: { eps: singleStep },
  BFGS: { eps: singleStep },
  'L-BFGS-B': { eps: singleStep },
  SLSQP: { eps: singleStep },
  'trust-constr': { finite_diff_rel_step: singleStep },
};

/** A local method's options, with defaults that suit f32. */
export const singleOptions = (method: string, given: MinimizerArgs['options'] = {}): Record<string, unknown> => ({
  ...singleDefaults[method],
  ...given,
});

/** One pair for each of the n numbers, or null.
 *  @throws OptionError when the count fits neither parameters nor numbers */
export function expandBounds(bounds: MinimizerArgs['bounds'], pack: ParameterPack): BoundPair[] | null {
  if (!bounds) return null;
  if (!Array.isArray(bounds[0])) return Array.from({ length: pack.n }, () => bounds as BoundPair);
  const pairs = bounds as readonly BoundPair[];
  if (pairs.length === pack.n) return [...pairs];
  if (pairs.length === pack.tensors.length) {
    return pack.split(new Float64Array(pack.n)).flatMap((part, k) => Array.from(part, () => pairs[k]!));
  }
  throw new OptionError(
    `Give one pair of bounds, one for each of the ${pack.tensors.length} parameters, or one for each of their ${pack.n} ` +
      `numbers; got ${pairs.length}.`,
    'bounds',
  );
}
