/**
 * All constraints of a problem as c_eq(x) = 0 and c_ineq(x) ≤ 0, in SciPy's order: constraint by constraint, and
 * within one: upper limits alone, lower limits alone, then both sides of intervals.
 */
import { OptionError } from '../../errors';
import type { Bounds, ConstraintInfo, Setup } from '../../method';
import type { Search } from '../../protocol';
import type { LazyMatrix } from './subproblem';
import { VectorFunction } from './vector-function';

/** One canonical component: sign·(c_k − limit). */
interface Row {
  readonly part: Part;
  readonly component: number;
  readonly sign: 1 | -1;
  readonly limit: number;
  readonly keepFeasible: boolean;
}

/** One of the user's constraints, or the bounds. */
export interface Part {
  readonly fun: VectorFunction;
  readonly lb: Float64Array;
  readonly ub: Float64Array;
}

/** See the header. Everything is read at the point to which the parts were moved last. */
export class CanonicalConstraints implements LazyMatrix {
  readonly equalities: readonly Row[];
  readonly inequalities: readonly Row[];

  constructor(
    readonly n: number,
    readonly parts: readonly Part[],
    keepFeasible: readonly (readonly boolean[])[],
  ) {
    const equalities: Row[] = [];
    const inequalities: Row[] = [];
    parts.forEach((part, index) => {
      const rows = canonicalRows(part, keepFeasible[index]);
      equalities.push(...rows.equalities);
      inequalities.push(...rows.inequalities);
    });
    this.equalities = equalities;
    this.inequalities = inequalities;
  }

  *moveFun(x: Float64Array): Search<void> {
    for (const { fun } of this.parts) yield* fun.moveFun(x);
  }

  *moveJac(x: Float64Array): Search<void> {
    for (const { fun } of this.parts) yield* fun.moveJac(x);
  }

  /** Moves every Hessian to x and to the multipliers of the canonical components. */
  *moveHess(x: Float64Array, equal: Float64Array, unequal: Float64Array): Search<void> {
    for (const part of this.parts) {
      const v = new Float64Array(part.fun.m);
      spread(this.equalities, equal, part, v);
      spread(this.inequalities, unequal, part, v);
      yield* part.fun.moveHess(x, v);
    }
  }

  values(rows: readonly Row[]): Float64Array {
    return Float64Array.from(rows, ({ part, component, sign, limit }) => sign * (part.fun.f[component] - limit));
  }

  /** Jacobian of the rows (rows·n, row-major). */
  jacobian(rows: readonly Row[]): Float64Array {
    const { n } = this;
    const J = new Float64Array(rows.length * n);
    rows.forEach(({ part, component, sign }, r) => {
      for (let i = 0; i < n; i++) J[r * n + i] = sign * part.fun.J[component * n + i];
    });
    return J;
  }

  product(p: Float64Array): Float64Array | null {
    const out = new Float64Array(this.n);
    for (const { fun } of this.parts) {
      const term = fun.hessProduct(p);
      if (term === null) return null;
      for (let i = 0; i < out.length; i++) out[i] += term[i];
    }
    return out;
  }

  *askProduct(p: Float64Array): Search<Float64Array> {
    const out = new Float64Array(this.n);
    for (const { fun } of this.parts) {
      const term = fun.hessProduct(p) ?? (yield* fun.askHessProduct(p));
      for (let i = 0; i < out.length; i++) out[i] += term[i];
    }
    return out;
  }

  /** The greatest violation of the user's limits at the last point. */
  violation(): number {
    let worst = 0;
    for (const { fun, lb, ub } of this.parts) {
      for (let k = 0; k < fun.m; k++) worst = Math.max(worst, lb[k] - fun.f[k], fun.f[k] - ub[k]);
    }
    return worst;
  }
}

function spread(rows: readonly Row[], multipliers: Float64Array, part: Part, v: Float64Array): void {
  rows.forEach((row, r) => {
    if (row.part === part) v[row.component] += row.sign * multipliers[r];
  });
}

function canonicalRows(
  part: Part,
  keepFeasible: readonly boolean[],
): { readonly equalities: Row[]; readonly inequalities: Row[] } {
  const { lb, ub } = part;
  const row = (component: number, sign: 1 | -1): Row => ({
    part,
    component,
    sign,
    limit: sign === 1 ? ub[component] : lb[component],
    keepFeasible: keepFeasible[component] ?? false,
  });
  const all = Array.from(lb, (_, k) => k);
  const isEqual = (k: number): boolean => lb[k] === ub[k];
  const hasLower = (k: number): boolean => lb[k] > -Infinity && !isEqual(k);
  const hasUpper = (k: number): boolean => ub[k] < Infinity && !isEqual(k);
  const both = all.filter((k) => hasLower(k) && hasUpper(k));
  return {
    equalities: all.filter(isEqual).map((k) => row(k, 1)),
    inequalities: [
      ...all.filter((k) => hasUpper(k) && !hasLower(k)).map((k) => row(k, 1)),
      ...all.filter((k) => hasLower(k) && !hasUpper(k)).map((k) => row(k, -1)),
      ...both.map((k) => row(k, 1)),
      ...both.map((k) => row(k, -1)),
    ],
  };
}

/** Prepares the user's constraints, then the bounds, and evaluates them at x0.
 *  @param bounds            the bounds as a constraint, or null
 *  @param differenceBounds  where finite differences must stay
 *  @throws OptionError when x0 violates a constraint that is to be kept feasible */
export function* prepareConstraints(
  setup: Setup,
  bounds: Bounds | null,
  differenceBounds: Bounds | null,
): Search<CanonicalConstraints> {
  const { x0 } = setup;
  const n = x0.length;
  const infos: ConstraintInfo[] = [...setup.constraints];
  if (bounds !== null) infos.push(boundsAsConstraint(bounds));
  const parts: Part[] = [];
  const kept: boolean[][] = [];
  for (let index = 0; index < infos.length; index++) {
    const info = infos[index];
    const fun = new VectorFunction(index, info, x0, differenceBounds);
    yield* fun.start();
    const { lb, ub } = limits(info, fun.m);
    const keep = Array.from({ length: fun.m }, (_, k) => info.keepFeasible?.[k] ?? info.keepFeasible?.[0] ?? false);
    if (keep.some((wanted, k) => wanted && lb[k] !== ub[k] && (fun.f[k] < lb[k] || fun.f[k] > ub[k]))) {
      throw new OptionError(
        '`x0` is infeasible with respect to some inequality constraint with `keep_feasible` set to True. Move x0 ' +
          'inside, or do not ask to keep that constraint feasible.',
        'x0',
      );
    }
    parts.push({ fun, lb, ub });
    kept.push(keep);
  }
  return new CanonicalConstraints(n, parts, kept);
}

function boundsAsConstraint({ lb, ub, keepFeasible }: Bounds): ConstraintInfo {
  const n = lb.length;
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++) A[i * n + i] = 1;
  return { form: 'interval', m: n, lb, ub, A, jac: 'exact', hess: 'exact', keepFeasible };
}

function limits(info: ConstraintInfo, m: number): { lb: Float64Array; ub: Float64Array } {
  if (info.form === 'interval') {
    return { lb: broadcast(info.lb, m, -Infinity), ub: broadcast(info.ub, m, Infinity) };
  }
  return {
    lb: new Float64Array(m),
    ub: new Float64Array(m).fill(info.form === 'eq' ? 0 : Infinity),
  };
}

function broadcast(limit: Float64Array | undefined, m: number, absent: number): Float64Array {
  if (limit === undefined) return new Float64Array(m).fill(absent);
  return limit.length === m ? limit : new Float64Array(m).fill(limit[0]);
}
