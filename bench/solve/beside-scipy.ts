/** Local methods beside native SciPy: the same problem, start, options and kind of derivatives on both sides. */
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

/** Every method of `minimize` on Rosenbrock-2 from plain functions, exact derivatives where the method takes them. */
export async function benchEveryMethod(scipy: SciPy | null): Promise<BenchRow[]> {
  const x0 = [-1.2, 1];
  const rows: BenchRow[] = [];
  for (const { name: method, needs } of methods) {
    const jac = needs.grad === 'ignored' ? null : rosenbrock2Grad;
    const hess = needs.hess === 'ignored' ? null : rosenbrock2Hess;
    const ours = timerOf(() => minimize(rosenbrock2, x0, { method, jac: jac && ((x) => jac(x)), hess }).fun);
    const theirs = scipy?.timer(`rosen2 ${method}`) ?? null;
    rows.push(await compare(method, 0.05, ours, theirs, 500));
  }
  return rows;
}
