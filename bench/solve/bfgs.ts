/**
 * A full BFGS solve of Rosenbrock-2 against a BFGS written by hand around callbacks (`callback-bfgs.ts`).
 *
 * Both solve the same problem from the same start to the same tolerance with f and ∇f as two separate functions: ours
 * in 32 iterations and 39 evaluations (SciPy's path), the anchor in 31 and 40.
 *
 * Where the ratio went, from 5.4 to 2.45 in the best rounds on Node 20 (the median of whole runs reads 2.7: the goal is
 * missed), each step measured alone to within 0.1, the path equal to the bit: the generator reduced to its requests, the state in a class whose methods V8 inlines: −0.7; the update (6.17)
 * written out for n = 2, one matrix in place of two: −0.9; convergence tested first in the Moré–Thuente search: −0.3; f
 * and ∇f at the start in one request: −0.3; two calls per iteration instead of five: −0.15; norms that cannot matter not
 * taken: −0.2; no reports after a driver did not reply to one: −0.2; gradient arrays reused: −0.1; the first request made
 * without generators and spreads: −0.06; one request object for all trials: −0.05.
 * Without effect: fused loops of two elements, fewer copies of f between objects, a larger young generation, trial points
 * cut from a slab (21 ns for 28, but then a transferred point takes its neighbours with it). Slower: options read by a
 * class instead of closures (+0.1), fewer local variables in the generator (+0.3: V8 then inlines less).
 * What is left: 0.24 is the set-up; the same methods called without a generator stand at 2.1; resuming one 41 times is
 * the rest, and a fresh x for each evaluation, which the protocol promises, is 0.4 of it. Beside other work, whose
 * traffic in the caches hits the side that allocates, the ratio reads 2.6 and more: on a slower machine, both sides warmed up for
 * 1.5 s, 2.85 alone and 3.23 in a whole report.
 */
import type { Evaluator } from '../../src/drive/evaluator';
import { runBare } from '../../src/drive/run-sync';
import type { Setup } from '../../src/solve/method';
import { bfgs } from '../../src/solve/minimize/bfgs';
import { compare, timerOf, type BenchRow } from '../timing';
import { callbackBfgs } from './callback-bfgs';
import { rosenbrock2, rosenbrock2Grad, rosenbrockStart } from './rosenbrock';

const GOAL = 2.5;

/** The comparison. */
export async function benchBfgs(): Promise<BenchRow[]> {
  const x0 = rosenbrockStart(2);
  const evaluator: Evaluator = { n: 2, fun: rosenbrock2, grad: rosenbrock2Grad };
  const setup: Setup = {
    x0,
    jac: 'exact',
    hess: null,
    hessp: false,
    bounds: null,
    constraints: [],
    tol: null,
    options: {},
    seed: null,
  };
  const ours = timerOf(() => runBare(bfgs.solve(setup), evaluator).fun);
  const anchor = timerOf(() => callbackBfgs(rosenbrock2, rosenbrock2Grad, x0).fun);
  return [await compare('BFGS, Rosenbrock-2, full solve', GOAL, ours, anchor, 1500)];
}
