/**
 * SciPy's global functions as optimizers of a model, after PyTorch Minimize: the second argument holds the local
 * minimizer's arguments (and the bounds), the third the global function's own keywords under SciPy's names.
 *
 * As with `MinimizeWrapper`, a step is a whole optimization, and leaves the best parameters in the model.
 */
import type { Tensor } from 'webgpu-torch';
import { basinhoppingAsync, type BasinhoppingOptions } from '../drive/global/basinhopping';
import { differentialEvolutionAsync, type DifferentialEvolutionOptions } from '../drive/global/differential-evolution';
import { dualAnnealingAsync, type DualAnnealingOptions } from '../drive/global/dual-annealing';
import type { MinimizerKwargs } from '../drive/global/inputs';
import { shgoAsync, type ShgoOptions } from '../drive/global/shgo';
import { OptionError } from '../solve/errors';
import type { OptimizeResult } from '../solve/result';
import type { AnyClosure } from './closure';
import { expandBounds, singleOptions, type BoundPair, type MinimizerArgs } from './minimize-wrapper';
import { ParameterPack } from './parameters';
import { TensorLoss } from './tensor-loss';

abstract class GlobalWrapper {
  readonly args: MinimizerArgs;
  /** the result of the last step */
  res: OptimizeResult | null = null;
  protected readonly pack: ParameterPack;

  /** @param parameters  `model.parameters()`
   *  @param args        the local minimizer's arguments, and bounds
   *  @throws OptionError when there is no parameter */
  constructor(parameters: Iterable<Tensor>, args: MinimizerArgs = {}) {
    this.pack = new ParameterPack(parameters);
    this.args = args;
  }

  /** Runs the search to its end; the best parameters are then in the model, and the result in `res`.
   *  @returns the loss there
   *  @throws ClosureError, OptionError, DeviceLostError; the model is then as it was */
  async step(closure: AnyClosure): Promise<number> {
    const loss = new TensorLoss(this.pack, closure, this.args.jac !== false);
    const x0 = await this.pack.pack();
    try {
      this.res = await this.run(loss, x0);
      this.pack.unpack(this.res.x);
      return this.res.fun;
    } catch (error) {
      this.pack.unpack(x0);
      throw error;
    }
  }

  protected abstract run(loss: TensorLoss, x0: Float64Array): Promise<OptimizeResult>;

  protected local(loss: TensorLoss): MinimizerKwargs {
    const { method = 'L-BFGS-B', jac, tol, options } = this.args;
    return {
      method,
      jac: jac === false ? null : (x) => loss.grad(x),
      bounds: expandBounds(this.args.bounds, this.pack),
      ...(tol === undefined ? {} : { tol }),
      options: singleOptions(method, options),
    };
  }

  /** @throws OptionError: the search needs a box */
  protected box(): BoundPair[] {
    const bounds = expandBounds(this.args.bounds, this.pack);
    if (bounds) return bounds;
    throw new OptionError(
      'This search needs bounds: { bounds: [lo, hi] } for all parameters, or one pair for each.',
      'bounds',
    );
  }
}

/** Jumps and local descents from the present parameters: `scipy.optimize.basinhopping`. */
export class BasinHoppingWrapper extends GlobalWrapper {
  readonly #options: BasinhoppingOptions;

  constructor(parameters: Iterable<Tensor>, args: MinimizerArgs = {}, options: BasinhoppingOptions = {}) {
    super(parameters, args);
    this.#options = options;
  }

  protected override run(loss: TensorLoss, x0: Float64Array): Promise<OptimizeResult> {
    return basinhoppingAsync((x) => loss.fun(x), x0, { ...this.#options, minimizer_kwargs: this.local(loss) });
  }
}

/** A population in a box: `scipy.optimize.differential_evolution`. Uses no gradients, and polishes with none. */
export class DifferentialEvolutionWrapper extends GlobalWrapper {
  readonly #options: DifferentialEvolutionOptions;

  constructor(parameters: Iterable<Tensor>, args: MinimizerArgs, options: DifferentialEvolutionOptions = {}) {
    super(parameters, { ...args, jac: false });
    this.#options = options;
  }

  protected override run(loss: TensorLoss): Promise<OptimizeResult> {
    // SciPy's polish takes f64 differences of f, which f32 does not have.
    return differentialEvolutionAsync((x) => loss.fun(x), this.box(), { polish: false, ...this.#options });
  }
}

/** Annealing in a box with local searches: `scipy.optimize.dual_annealing`. */
export class DualAnnealingWrapper extends GlobalWrapper {
  readonly #options: DualAnnealingOptions;

  constructor(parameters: Iterable<Tensor>, args: MinimizerArgs, options: DualAnnealingOptions = {}) {
    super(parameters, args);
    this.#options = options;
  }

  protected override run(loss: TensorLoss, x0: Float64Array): Promise<OptimizeResult> {
    const options = { x0, ...this.#options, minimizer_kwargs: this.local(loss) };
    return dualAnnealingAsync((x) => loss.fun(x), this.box(), options);
  }
}

/** Sampling and homology in a box, then local searches: `scipy.optimize.shgo`. */
export class SHGOWrapper extends GlobalWrapper {
  readonly #options: ShgoOptions;

  constructor(parameters: Iterable<Tensor>, args: MinimizerArgs, options: ShgoOptions = {}) {
    super(parameters, args);
    this.#options = options;
  }

  protected override run(loss: TensorLoss): Promise<OptimizeResult> {
    return shgoAsync((x) => loss.fun(x), this.box(), { ...this.#options, minimizer_kwargs: this.local(loss) });
  }
}
