/**
 * Local methods beside native SciPy: the same problem, start, options and kind of derivatives on both sides.
 *
 * On Rosenbrock-2 SciPy spends its time in Python around the loss, L-BFGS-B, SLSQP and TNC in compiled code the rest. In
 * units of a whole callback BFGS (`callback-bfgs.ts`, 2.4 µs on a quiet processor), the path equal to the bit:
 *   trust-ncg 26 → 10, trust-krylov 42 → 19, trust-exact 27 → 12, dogleg 21 → 9: one subproblem solver per run, no
 *     generators but the loop's own, products without requests where the Hessian is a matrix;
 *   SLSQP 52 → 18 → 10: no work arrays for constraints that are not there, the rank estimate without closures and tuples;
 *     then one generator as in TNC, a subproblem of its own where nothing is constrained, the trial point also for the gradient;
 *   TNC 35 → 21 → 12: requests from the inner loops, norms without copies; then one generator for the whole run, whose
 *     state lies in objects (a generator saves and restores its local variables at every request), and a step finder and a
 *     line search that serve every search;
 *   Powell 65 → 40, Nelder-Mead 17 → 9, Newton-CG 48 → 36: fewer generators between driver and request, no reports that
 *     nobody reads;
 *   COBYQA 3500 → 1800: eigendecomposition, system and models in arrays of their own, geometry steps without closures.
 * L-BFGS-B 98 → 74 → 13.5. Its direction comes from a bordered matrix of order 2·maxcor = 20, factored anew at each of 36
 * iterations in LAPACK's order of sums. In JavaScript that ended at 74: matrices lent from run to run instead of allocated, the
 * inverse Hessian without views, one line search for all iterations, requests without generators. The rest is WebAssembly
 * (`unrolled-step.ts`), equal to the last bit: products with what is zero left out, quotients kept from step to step, loops over
 * the pairs unrolled (20 units in all), two numbers at a time and one generator (14), the test of the middle matrix beside the
 * last solve (13.5). A step of 10 pairs takes 0.8 µs where the chain of 60 roots and quotients of which each waits for the one
 * before takes 0.46; the kernel is two fifths of the run. No gain: intermediate numbers in local variables or loaded again, other
 * orders of the new pair's products, addresses by a register. Not taken: the two-loop recursion, equal but for rounding, in place
 * of the matrix (22 units): 10 of the 205 exact recorded runs leave SciPy's path, nine of them with differences for a gradient,
 * which magnify a last bit; it serves from 129 variables on. Skipping the middle matrix, whose factor an unbounded run only
 * tests: a memory that SciPy drops is kept, in one recorded run.
 * Ratios on a busy machine of two cores, in six runs of this benchmark: L-BFGS-B 0.039 to 0.048, but 0.050 to 0.064 while its
 * WebAssembly is still being compiled, some 5,000 runs; TNC 0.028 to 0.037; SLSQP 0.020 to 0.026.
 */
import { minimize } from '../../src/drive/minimize';
import { methods } from '../../src/solve/registry';
import type { SciPy } from '../scipy';
import { compare, timerOf, type BenchRow } from '../timing';
import {
  rosenbrock,
  rosenbrock2,
  rosenbrock2Grad,
  rosenbrock2Hess,
  rosenbrockGrad,
  rosenbrockStart,
} from './rosenbrock';

/** Large problems: SciPy calls its own `rosen` and `rosen_der`, which are NumPy's array operations. */
export async function benchLarge(scipy: SciPy | null): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [method, n, goal] of [
    ['L-BFGS-B', 1000, 0.7],
    ['BFGS', 100, 0.5],
  ] as const) {
    const x0 = rosenbrockStart(n);
    // A loss with `out`, as a compiled one has: the public door, without copies on the way.
    const loss = { n, fun: rosenbrock, grad: rosenbrockGrad };
    const ours = timerOf(() => minimize(loss, x0, { method }).fun);
    const theirs = scipy?.timer(`rosen ${method} ${n}`) ?? null;
    rows.push(await compare(`${method}, Rosenbrock-${n}`, goal, ours, theirs, 1500));
  }
  return rows;
}

/** Every method of `minimize` on Rosenbrock-2 from plain functions, exact derivatives where the method takes them.
 *  @param only  names of the methods; null for all */
export async function benchEveryMethod(
  scipy: SciPy | null,
  only: readonly string[] | null = null,
): Promise<BenchRow[]> {
  const x0 = [-1.2, 1];
  const rows: BenchRow[] = [];
  for (const { name: method, needs } of methods) {
    if (only !== null && !only.includes(method)) continue;
    const jac = needs.grad === 'ignored' ? null : rosenbrock2Grad;
    const hess = needs.hess === 'ignored' ? null : rosenbrock2Hess;
    const ours = timerOf(() => minimize(rosenbrock2, x0, { method, jac: jac && ((x) => jac(x)), hess }).fun);
    const theirs = scipy?.timer(`rosen2 ${method}`) ?? null;
    rows.push(await compare(method, 0.05, ours, theirs, 500));
  }
  return rows;
}
