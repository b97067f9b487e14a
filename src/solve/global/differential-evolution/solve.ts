/**
 * Differential evolution: a population improves itself by adding differences of its own members.
 *
 * Source: R. Storn and K. Price (1997); constraints by Lampinen (2002). Order of draws, counting, stopping test and messages
 * are those of SciPy 1.17.1. With updating='deferred' a generation is one batch; otherwise one evaluation at a time,
 * since every trial may build on the one before.
 */
import { mean } from '../../../math/linalg/sums';
import type { Generator } from '../../../math/random/generator';
import { OptionError } from '../../errors';
import type { Setup } from '../../method';
import { reportIterate, type Search } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { hasLocalMethod, localMethod } from '../local-methods';
import { minimizeLocally } from '../local-search';
import { pythonNumber, standardDeviation } from '../numpy-order';
import { violations } from '../violation';
import { initialMembers } from './initial-population';
import { type EvolutionOptions, readEvolutionOptions } from './options';
import { Population } from './population';
import { makeScaling, type Scaling } from './scaling';
import { Mutator, redrawOutside } from './strategies';

const EPSILON = 2 ** -52;
const CONVERGED = 'Optimization terminated successfully.';
const OUT_OF_GENERATIONS = 'Maximum number of iterations has been exceeded.';
const CALLBACK_STOPPED = 'callback function requested stop early';

/** Minimizes over setup.bounds; setup.x0 only fixes the dimension when there are none.
 *  @param rng  the stream to draw from; default: NumPy's default_rng(setup.seed)
 *  @throws OptionError where SciPy raises ValueError, before the first request */
export function* differentialEvolution(setup: Setup, rng?: Generator): Search<OptimizeResult> {
  const evolution = yield* Evolution.start(setup, readEvolutionOptions(setup, rng));
  const { options } = evolution;
  const isConstrained = setup.constraints.length > 0;
  yield* evolution.evaluateAll();
  let nit = 0;
  let message = OUT_OF_GENERATIONS;
  let status = 1;
  yield* evolution.report(0);
  const asked = { kind: 'fun' as const, x: setup.x0 };
  while (nit < options.maxiter) {
    nit += 1;
    // Here rather than in a method of its own: every level between a request and its driver costs on each evaluation.
    yield* evolution.evaluateAll();
    const F = evolution.drawMutation();
    if (options.isDeferred) {
      yield* evolution.generationAtOnce(F);
    } else {
      // Every member is challenged in turn, and whoever wins takes part at once.
      evolution.beginGeneration();
      for (let i = 0; i < evolution.size; i++) {
        const x = evolution.challenge(i, F);
        if (isConstrained) evolution.judge(yield* violations(setup.constraints, x));
        asked.x = x;
        const fun = evolution.isFeasible ? ((yield asked) as number) : Infinity;
        evolution.settle(i, fun);
      }
    }
    const isStopped = yield* evolution.report(nit);
    if (isStopped || evolution.hasConverged()) {
      message = isStopped ? CALLBACK_STOPPED : CONVERGED;
      status = isStopped ? 99 : 0;
      break;
    }
  }
  return yield* evolution.finish(nit, status, message);
}

class Evolution {
  /** whether the present challenger satisfies the constraints, and how far it does not */
  isFeasible = true;
  private excess: Float64Array;
  private nfev = 0;
  private isWatched = true;
  private readonly trial: Float64Array;
  private points = new ArrayBuffer(0);
  private readonly mutator: Mutator | null;
  private readonly userStrategy: ((candidate: number) => Float64Array) | null;

  private constructor(
    private readonly setup: Setup,
    readonly options: EvolutionOptions,
    private readonly scaling: Scaling,
    private readonly population: Population,
  ) {
    const { strategy, recombination, rng } = options;
    this.trial = new Float64Array(population.n);
    this.excess = new Float64Array(population.violations);
    this.mutator = typeof strategy === 'string' ? new Mutator(strategy, recombination, rng, population) : null;
    this.userStrategy =
      typeof strategy === 'function' ? (candidate) => scaling.toUnit(strategy(candidate, this.rowsInBox(), rng)) : null;
  }

  /** Builds the first population; constraints are asked for once, at the best guess, for their number. */
  static *start(setup: Setup, options: EvolutionOptions): Search<Evolution> {
    const { bounds } = setup;
    if (!bounds || ![...bounds.lb, ...bounds.ub].every(Number.isFinite)) {
      throw new OptionError(
        'bounds should be a sequence containing finite real valued (min, max) pairs for each value in x',
        'bounds',
      );
    }
    const scaling = makeScaling(bounds, options.integrality);
    const { members, size } = initialMembers(options.init, options.popsize, scaling, options.rng);
    if (options.x0) {
      const guess = scaling.toUnit(options.x0);
      if (guess.some((u) => u > 1 || u < 0)) {
        throw new OptionError('Some entries in x0 lay outside the specified bounds', 'x0');
      }
      members.set(guess, 0);
    }
    const x = new Float64Array(scaling.n);
    scaling.toBox(members, 1, x);
    const excess = yield* violations(setup.constraints, x);
    return new Evolution(setup, options, scaling, new Population(members, size, scaling.n, Math.max(1, excess.length)));
  }

  /** Values of the whole population, in one batch of its feasible members. */
  *evaluateAll(): Search<void> {
    const { population } = this;
    if (!population.isUnevaluated()) return;
    const values = yield* this.evaluate(population.members, population.violation, population.feasible);
    for (let i = 0; i < population.size; i++) if (population.feasible[i]) population.fun[i] = values[i];
    population.promoteBest();
  }

  /** F of the next generation. */
  drawMutation(): number {
    const { mutation, rng } = this.options;
    return typeof mutation === 'number' ? mutation : rng.uniform(mutation[0], mutation[1]);
  }

  /** SciPy's callback and the picture of the population. Generation 0 is a picture only. */
  *report(nit: number): Search<boolean> {
    const { population } = this;
    if (!this.isWatched) return false;
    const points = this.pointsInBox();
    const convergence = this.options.tol / (this.convergence() + EPSILON);
    const reply = yield* reportIterate({
      x: points.slice(0, population.n),
      fun: population.fun[0],
      nit,
      event: { type: 'population', points, fun: population.fun.slice(), best: 0 },
      extra: { convergence },
      ...(nit === 0 ? { quiet: true } : {}),
    });
    // A bare driver without a listener replies nothing: a picture of the population costs as much as ten trials.
    this.isWatched = typeof reply === 'boolean';
    return this.isWatched && reply;
  }

  hasConverged(): boolean {
    const { fun } = this.population;
    if (fun.some((value) => value === Infinity || value === -Infinity)) return false;
    return standardDeviation(fun) <= this.options.atol + this.options.tol * Math.abs(mean(fun));
  }

  *finish(nit: number, status: number, message: string): Search<OptimizeResult> {
    const { population, options, setup } = this;
    const result: OptimizeResult = {
      x: this.best(),
      fun: population.fun[0],
      nfev: this.nfev,
      nit,
      status,
      success: status === 0,
      message,
      warnings: options.warnings,
    };
    if (options.polish && !options.integrality?.every(Boolean)) yield* this.polish(result);
    result.population = this.pointsInBox();
    result.population_energies = population.fun.slice();
    if (setup.constraints.length > 0) {
      const excess = yield* violations(setup.constraints, result.x);
      result.maxcv = excess.reduce((most, value) => (value > most || value !== value ? value : most), 0);
      result.constr = excess;
      result.constr_violation = result.maxcv;
      if (result.maxcv > 0) {
        result.success = false;
        result.status = 4;
        result.message = `The solution does not satisfy the constraints, MAXCV = ${pythonNumber(result.maxcv)}`;
      }
    }
    return result;
  }

  get size(): number {
    return this.population.size;
  }

  beginGeneration(): void {
    // Every point is yielded and so must stay as it is; views of one buffer are made many times faster than arrays.
    this.points = new ArrayBuffer(8 * this.population.size * this.population.n);
  }

  /** The point (n, in the box) that challenges member `i`; without constraints it is feasible. */
  challenge(i: number, F: number): Float64Array {
    const { trial, scaling } = this;
    const { n } = scaling;
    if (this.mutator) this.mutator.one(i, F, trial);
    else this.challengeByUser(i);
    const x = new Float64Array(this.points, 8 * i * n, n);
    scaling.toBox(trial, 1, x);
    this.isFeasible = true;
    return x;
  }

  /** Takes how far the challenger violates the constraints. */
  judge(excess: Float64Array): void {
    this.excess = excess;
    this.isFeasible = !(total(excess, 0) > 0);
  }

  /** Decides between member `i` and its challenger, whose value is `fun`. */
  settle(i: number, fun: number): void {
    const { population, trial, excess, isFeasible } = this;
    if (isFeasible) this.nfev += 1;
    if (!population.accepts(i, fun, isFeasible, excess, 0)) return;
    population.replace(i, trial, fun, isFeasible, excess);
    if (population.accepts(0, fun, isFeasible, excess, 0)) population.promoteBest();
  }

  /** All members are challenged at once, in one batch. */
  *generationAtOnce(F: number): Search<void> {
    const { population } = this;
    const { size, n, violations: m } = population;
    const trials = this.mutator ? this.mutator.all(F) : this.userTrials();
    const excess = new Float64Array(size * m);
    const feasible = new Uint8Array(size).fill(1);
    const values = yield* this.evaluate(trials, excess, feasible);
    for (let i = 0; i < size; i++) {
      const isFeasible = feasible[i] === 1;
      if (!population.accepts(i, values[i], isFeasible, excess, i * m)) continue;
      const trial = trials.subarray(i * n, (i + 1) * n);
      population.replace(i, trial, values[i], isFeasible, excess.subarray(i * m, (i + 1) * m));
    }
    population.promoteBest();
  }

  /** Fills `excess` and `feasible`, and returns the values (size), +Infinity where not feasible. */
  private *evaluate(members: Float64Array, excess: Float64Array, feasible: Uint8Array): Search<Float64Array> {
    const { scaling, setup } = this;
    const { size, n, violations: m } = this.population;
    const points = new Float64Array(size * n);
    scaling.toBox(members, size, points);
    if (setup.constraints.length === 0) {
      const values = ((yield { kind: 'batch', points, count: size }) as Float64Array).slice();
      this.nfev += this.options.isVectorized ? 1 : size;
      return values;
    }
    for (let i = 0; i < size; i++) {
      excess.set(yield* violations(setup.constraints, points.slice(i * n, (i + 1) * n)), i * m);
      feasible[i] = total(excess, i * m, m) > 0 ? 0 : 1;
    }
    const rows = Array.from(feasible.keys()).filter((i) => feasible[i]);
    const values = new Float64Array(size).fill(Infinity);
    if (rows.length === 0) return values;
    const isWhole = rows.length === size;
    const wanted = isWhole ? points : Float64Array.from(rows.flatMap((i) => [...points.subarray(i * n, (i + 1) * n)]));
    const found = (yield { kind: 'batch', points: wanted, count: rows.length }) as Float64Array;
    rows.forEach((row, i) => (values[row] = found[i]));
    this.nfev += this.options.isVectorized ? 1 : rows.length;
    return values;
  }

  private *polish(result: OptimizeResult): Search<void> {
    const { setup, scaling, population, options } = this;
    const isConstrained = setup.constraints.length > 0;
    if (isConstrained && total(yield* violations(setup.constraints, result.x), 0) > 0) {
      options.warnings.push(
        "differential evolution didn't find a solution satisfying the constraints, attempting to polish from the least infeasible solution",
      );
    }
    // Integer variables stay where they are.
    const hold = (bound: Float64Array): Float64Array =>
      bound.map((value, k) => (options.integrality?.[k] ? result.x[k] : value));
    const bounds = { lb: hold(scaling.lb), ub: hold(scaling.ub) };
    const name = isConstrained ? 'trust-constr' : 'L-BFGS-B';
    if (!hasLocalMethod(name)) {
      options.warnings.push(`differential_evolution: not polished, since ${name} is not available`);
      return;
    }
    const method = localMethod(name);
    const local = {
      ...setup,
      x0: result.x.slice(),
      jac: null,
      hess: null,
      hessp: false,
      bounds,
      tol: null,
      options: {},
    };
    const polished = yield* minimizeLocally(method, local);
    this.nfev += polished.nfev;
    result.nfev = this.nfev;
    options.warnings.push(...polished.warnings);
    const isInside = polished.x.every((x, k) => bounds.lb[k] <= x && x <= bounds.ub[k]);
    if (!(polished.fun < result.fun) || !polished.success || !isInside) return;
    result.fun = polished.fun;
    result.x = polished.x;
    if (polished.jac) result.jac = polished.jac;
    population.fun[0] = polished.fun;
    population.members.set(scaling.toUnit(polished.x), 0);
  }

  private convergence(): number {
    const { fun } = this.population;
    if (fun.some((value) => value === Infinity || value === -Infinity)) return Infinity;
    return standardDeviation(fun) / (Math.abs(mean(fun)) + EPSILON);
  }

  private best(): Float64Array {
    const x = new Float64Array(this.population.n);
    this.scaling.toBox(this.population.members, 1, x);
    return x;
  }

  private pointsInBox(): Float64Array {
    const { members, size, n } = this.population;
    const points = new Float64Array(size * n);
    this.scaling.toBox(members, size, points);
    return points;
  }

  private rowsInBox(): Float64Array[] {
    const { size, n } = this.population;
    const points = this.pointsInBox();
    return Array.from({ length: size }, (_, i) => points.subarray(i * n, (i + 1) * n));
  }

  private challengeByUser(i: number): void {
    this.trial.set(this.userStrategy!(i));
    redrawOutside(this.trial, 0, this.trial.length, this.options.rng);
  }

  private userTrials(): Float64Array {
    const { size, n } = this.population;
    const trials = new Float64Array(size * n);
    for (let i = 0; i < size; i++) trials.set(this.userStrategy!(i), i * n);
    redrawOutside(trials, 0, trials.length, this.options.rng);
    return trials;
  }
}

function total(values: Float64Array, start: number, count = values.length - start): number {
  let sum = 0;
  for (let k = start; k < start + count; k++) sum += values[k];
  return sum;
}
