/**
 * The constraints of a run in SLSQP's order: all equalities c(x) = 0, then all inequalities c(x) ≥ 0.
 *
 * An interval constraint lb ≤ c(x) ≤ ub becomes rows of either kind, as in SciPy: its equalities in its own place, its
 * inequalities (lower sides, then upper sides) in its own place too, or after all others when it has both kinds.
 */
import { matVec } from '../../../math/linalg/products';
import { chooseStencil, difference, pointsPerCoordinate, writePoints, type DifferenceOptions } from '../../differences';
import { OptionError } from '../../errors';
import type { ConstraintInfo, Setup } from '../../method';
import { evalConstraint, evalConstraintJac, type Search } from '../../protocol';

/** Rows of one kind that one constraint contributes: sign·(c[component] − shift). */
interface Group {
  readonly index: number;
  readonly components: Int32Array;
  readonly signs: Float64Array;
  readonly shifts: Float64Array;
}

const UNBOUNDED_WARNING = 'At least one constraint is unbounded above and below. Such constraints are ignored.';
const MIXED_WARNING =
  'Equality and inequality constraints are specified in the same element of the constraint list. For efficient use with ' +
  'this method, equality and inequality constraints should be specified in separate elements of the constraint list. ';
const OPTIONS_WARNING =
  'Constraint options `finite_diff_jac_sparsity`, `finite_diff_rel_step`, `keep_feasible`, and `hess` are ignored by this method.';
const KEEP_FEASIBLE_WARNING = 'Constraint option `keep_feasible` is ignored by this method.';

/** Counts the rows by evaluating every constraint once.
 *  @param start        where SciPy looks at interval constraints: x0 as given
 *  @param x            x0 inside the bounds
 *  @param differences  how missing Jacobians are approximated
 *  @throws OptionError when `keep_feasible` is asked for and x0 is infeasible */
export function* gatherConstraints(
  setup: Setup,
  start: Float64Array,
  x: Float64Array,
  differences: DifferenceOptions,
): Search<ConstraintSet> {
  const equalities: Group[] = [];
  const inequalities: Group[] = [];
  const late: Group[] = [];
  const warnings: string[] = [];
  for (const [index, info] of setup.constraints.entries()) {
    if (info.form === 'interval') {
      const values = info.A ? linearValues(info, start) : yield* evalConstraint(index, start);
      const groups = splitInterval(index, info, values, warnings);
      if (groups.equal) equalities.push(groups.equal);
      if (groups.unequal) (groups.equal ? late : inequalities).push(groups.unequal);
    } else {
      const values = yield* evalConstraint(index, x);
      (info.form === 'eq' ? equalities : inequalities).push(plainGroup(index, values.length));
    }
  }
  return new ConstraintSet(setup.constraints, equalities, [...inequalities, ...late], differences, warnings);
}

/** What `gatherConstraints` gives of none. */
export function noConstraints(differences: DifferenceOptions): ConstraintSet {
  return new ConstraintSet([], [], [], differences, []);
}

function plainGroup(index: number, m: number): Group {
  return {
    index,
    components: Int32Array.from({ length: m }, (_, i) => i),
    signs: new Float64Array(m).fill(1),
    shifts: new Float64Array(m),
  };
}

function splitInterval(
  index: number,
  info: ConstraintInfo,
  values: Float64Array,
  warnings: string[],
): { equal: Group | null; unequal: Group | null } {
  const m = values.length;
  const side = (bound: Float64Array | undefined, missing: number): Float64Array =>
    Float64Array.from({ length: m }, (_, i) => (!bound ? missing : bound.length === 1 ? bound[0] : bound[i]));
  const lb = side(info.lb, -Infinity);
  const ub = side(info.ub, Infinity);
  checkIgnoredOptions(info, values, lb, ub, warnings);
  const all = Array.from({ length: m }, (_, i) => i);
  const equal = all.filter((i) => lb[i] === ub[i]);
  const below = all.filter((i) => lb[i] !== ub[i] && lb[i] !== -Infinity);
  const above = all.filter((i) => lb[i] !== ub[i] && ub[i] !== Infinity);
  if (all.some((i) => lb[i] === -Infinity && ub[i] === Infinity)) warnings.push(UNBOUNDED_WARNING);
  if (equal.length > 0 && below.length + above.length > 0) warnings.push(MIXED_WARNING);
  const components = [...below, ...above];
  return {
    equal:
      equal.length === 0
        ? null
        : makeGroup(
            index,
            equal,
            (k) => lb[equal[k]],
            () => 1,
          ),
    unequal:
      components.length === 0
        ? null
        : makeGroup(
            index,
            components,
            (k) => (k < below.length ? lb : ub)[components[k]],
            (k) => (k < below.length ? 1 : -1),
          ),
  };
}

function makeGroup(
  index: number,
  components: readonly number[],
  shift: (k: number) => number,
  sign: (k: number) => number,
): Group {
  return {
    index,
    components: Int32Array.from(components),
    signs: Float64Array.from(components, (_, k) => sign(k)),
    shifts: Float64Array.from(components, (_, k) => shift(k)),
  };
}

function checkIgnoredOptions(
  info: ConstraintInfo,
  values: Float64Array,
  lb: Float64Array,
  ub: Float64Array,
  warnings: string[],
): void {
  const keep = info.keepFeasible ?? [];
  const keepsAny = keep.some(Boolean);
  if (info.A) {
    if (keepsAny) warnings.push(KEEP_FEASIBLE_WARNING);
  } else if (keepsAny || info.hess !== 'BFGS') {
    warnings.push(OPTIONS_WARNING);
  }
  values.forEach((value, i) => {
    const isKept = keep.length === 1 ? keep[0] : keep[i];
    if (isKept && lb[i] !== ub[i] && (value < lb[i] || value > ub[i])) {
      throw new OptionError(
        '`x0` is infeasible with respect to some inequality constraint with `keep_feasible` set to True. Move x0, or drop keep_feasible.',
        'constraints',
      );
    }
  });
}

function linearValues({ A, m }: ConstraintInfo, x: Float64Array): Float64Array {
  return matVec(A!, x, new Float64Array(m!), m!, x.length);
}

/** Evaluates all constraints of a run. */
export class ConstraintSet {
  /** all rows, and the equalities among them, which come first */
  readonly m: number;
  readonly equalities: number;
  private readonly groups: readonly Group[];

  constructor(
    private readonly infos: readonly ConstraintInfo[],
    equal: readonly Group[],
    unequal: readonly Group[],
    private readonly differences: DifferenceOptions,
    readonly warnings: readonly string[],
  ) {
    const count = (groups: readonly Group[]): number => groups.reduce((sum, group) => sum + group.components.length, 0);
    this.groups = [...equal, ...unequal];
    this.equalities = count(equal);
    this.m = this.equalities + count(unequal);
  }

  /** d := the values of all rows at x (m). */
  *values(x: Float64Array, d: Float64Array): Search<void> {
    let row = 0;
    for (const group of this.groups) {
      const all = yield* this.valuesOf(group.index, x);
      for (let k = 0; k < group.components.length; k++) {
        d[row++] = group.signs[k] * (all[group.components[k]] - group.shifts[k]);
      }
    }
  }

  /** C := the normals of all rows at x (m·n, column-major). */
  *normals(x: Float64Array, C: Float64Array): Search<void> {
    const n = x.length;
    let row = 0;
    for (const group of this.groups) {
      const J = yield* this.jacobianOf(group.index, x);
      for (let k = 0; k < group.components.length; k++, row++) {
        for (let j = 0; j < n; j++) C[row + this.m * j] = group.signs[k] * J[group.components[k] * n + j];
      }
    }
  }

  private *valuesOf(index: number, x: Float64Array): Search<Float64Array> {
    const info = this.infos[index];
    if (info.A) return linearValues(info, x);
    return yield* evalConstraint(index, x.slice());
  }

  private *jacobianOf(index: number, x: Float64Array): Search<Float64Array> {
    const info = this.infos[index];
    if (info.A) return info.A;
    if (info.jac === 'exact') return yield* evalConstraintJac(index, x.slice());
    return yield* this.differenceJacobian(index, x);
  }

  private *differenceJacobian(index: number, x: Float64Array): Search<Float64Array> {
    const { bounds, scheme } = this.differences;
    const n = x.length;
    const center = bounds
      ? x.map((v, i) => (v < bounds.lb[i] ? bounds.lb[i] : v > bounds.ub[i] ? bounds.ub[i] : v))
      : x.slice();
    const stencil = chooseStencil(center, this.differences);
    const perCoordinate = pointsPerCoordinate(scheme);
    const points = new Float64Array(perCoordinate * n);
    const base = yield* evalConstraint(index, center);
    const J = new Float64Array(base.length * n);
    for (let j = 0; j < n; j++) {
      writePoints(points, 0, center, stencil, j);
      const first = yield* evalConstraint(index, points.slice(0, n));
      const second = perCoordinate === 2 ? yield* evalConstraint(index, points.slice(n, 2 * n)) : first;
      for (let i = 0; i < base.length; i++) J[i * n + j] = difference(center, stencil, j, base[i], first[i], second[i]);
    }
    return J;
  }
}
