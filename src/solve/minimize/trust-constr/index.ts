/**
 * trust-constr: a trust-region method for constrained problems. Equality constraints alone: Byrd–Omojokun SQP;
 * with inequalities or bounds: a barrier around it, the trust-region interior point method.
 *
 * Source: Conn, Gould & Toint (2000), Trust-Region Methods, p. 19; Byrd, Hribar & Nocedal (1999); Lalee, Nocedal &
 * Plantenga (1998). Counting, tests and messages are SciPy 1.17.1's.
 */
import { maxAbs } from '../../../math/linalg/sums';
import { OptionError } from '../../errors';
import type { Bounds, Method, OptionSpec, Setup } from '../../method';
import { createObjective, type Objective } from '../../objective';
import { readOptions, type Options } from '../../options';
import type { Iterate, Search } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { BarrierProblem } from './barrier';
import { prepareConstraints, type CanonicalConstraints } from './canonical';
import { LagrangianHessian } from './lagrangian';
import type { Factorization } from './projections';
import { equalityConstrainedSqp, type SqpState } from './sqp';

const BARRIER_DECAY = 0.2;
const RADIUS_ENLARGEMENT = 5;

const positive = (name: string, value: number, description: string): OptionSpec => ({
  name,
  kind: 'number',
  default: value,
  description,
});

const options: readonly OptionSpec[] = [
  positive('gtol', 1e-8, 'Stop when the gradient of the Lagrangian and the constraint violation are below this.'),
  positive('xtol', 1e-8, 'Stop when the trust radius is below this (and the barrier parameter below barrier_tol).'),
  positive('barrier_tol', 1e-8, 'With inequalities: the barrier parameter at which xtol may stop the run.'),
  {
    name: 'sparse_jacobian',
    kind: 'boolean',
    default: null,
    description: 'Accepted so that scripts carry over; Jacobians are dense here.',
  },
  { name: 'maxiter', kind: 'integer', default: 1000, min: 0, description: 'Largest number of iterations.' },
  {
    name: 'verbose',
    kind: 'integer',
    default: 0,
    min: 0,
    max: 3,
    description: 'SciPy prints progress; here the trace carries it, and nothing is printed.',
  },
  {
    name: 'finite_diff_rel_step',
    kind: 'vector',
    default: null,
    description: 'Relative step of finite-difference gradients. Empty: chosen from machine precision.',
  },
  positive('initial_constr_penalty', 1, 'First weight of the constraint violation in the merit function.'),
  positive('initial_tr_radius', 1, 'First trust radius.'),
  positive('initial_barrier_parameter', 0.1, 'First barrier parameter, with inequalities.'),
  positive('initial_barrier_tolerance', 0.1, 'First tolerance of a barrier problem, with inequalities.'),
  {
    name: 'factorization_method',
    kind: 'choice',
    default: null,
    choices: ['NormalEquation', 'AugmentedSystem', 'QRFactorization', 'SVDFactorization'],
    description: 'How the Jacobian is factorized. Empty: QR, and singular values where it is rank deficient.',
  },
  { name: 'disp', kind: 'boolean', default: false, description: 'Nothing is printed; the result carries the message.' },
  {
    name: 'workers',
    kind: 'integer',
    default: null,
    description: 'Accepted so that scripts carry over; finite differences are one batch here.',
  },
];

const tolOptions = ['xtol', 'gtol', 'barrier_tol'] as const;

const messages = [
  'The maximum number of function evaluations is exceeded.',
  '`gtol` termination condition is satisfied.',
  '`xtol` termination condition is satisfied.',
  '`callback` raised `StopIteration`.',
  "Constraint violation exceeds 'gtol'",
] as const;

const CONSTANT_GRADIENT =
  'delta_grad == 0.0. Check if the approximated function is linear. If the function is linear better results can be ' +
  'obtained by defining the Hessian as zero instead of using quasi-Newton approximations.';
const SINGULAR_JACOBIAN = 'Singular Jacobian matrix. Using SVD decomposition to perform the factorizations.';

export const trustConstr: Method = {
  name: 'trust-constr',
  family: 'minimize',
  summary:
    'The most general method here: equality and inequality constraints and bounds, with exact or approximate derivatives. ' +
    'Each step splits into one towards feasibility and one that lowers a quadratic model in the null space of the ' +
    'constraints; inequalities enter through a logarithmic barrier. Reliable and accurate, at more iterations than SLSQP.',
  source:
    'Byrd, Hribar & Nocedal, SIAM J. Optim. 9, 877–900 (1999); Lalee, Nocedal & Plantenga, SIAM J. Optim. 8, 682–706 (1998)',
  needs: { grad: 'used', hess: 'used', bounds: 'used', constraints: 'used' },
  options,
  tolOptions,
  solve: (setup) => solve(setup, readOptions(setup, options, tolOptions)),
};

function* solve(setup: Setup, read: Options): Search<OptimizeResult> {
  const bounds = widened(setup.bounds);
  const kept = keptBounds(bounds);
  const factorization = readFactorization(read, setup.constraints.length === 0);
  const kind = setup.hess ?? (setup.hessp ? 'products' : 'BFGS');
  const objective = yield* createObjective({
    x0: setup.x0,
    jac: setup.jac ?? '2-point',
    hess: kind === 'products' ? null : kind,
    relStep: read.vector('finite_diff_rel_step', setup.x0.length),
    bounds: kept,
  });
  const constraints = yield* prepareConstraints(setup, bounds, kept);
  const hessian = new LagrangianHessian(objective, constraints, kind);
  const mu = read.number('initial_barrier_parameter');
  const problem = new BarrierProblem(objective, constraints, hessian, kept, mu);
  const watch = new Watch(problem, hessian, read);
  const warnings = new Set(read.warnings);

  let z = problem.start(setup.x0);
  let radius = read.number('initial_tr_radius');
  let tolerance = read.number('initial_barrier_tolerance');
  const hasBarrier = problem.nIneq > 0;
  for (;;) {
    const end = yield* equalityConstrainedSqp(problem, z, {
      radius,
      penalty: read.number('initial_constr_penalty'),
      factorization,
      report: (state) => watch.report(state, hasBarrier ? tolerance : null),
      onSingular: () => warnings.add(SINGULAR_JACOBIAN),
    });
    if (watch.status !== null) break;
    z = end.z;
    radius = Math.max(read.number('initial_tr_radius'), RADIUS_ENLARGEMENT * end.radius);
    problem.mu *= BARRIER_DECAY;
    tolerance *= BARRIER_DECAY;
    yield* problem.values(z);
    yield* problem.moveGradient(z);
  }
  const isStuckAtConstant =
    objective.sawConstantGradient || constraints.parts.some(({ fun }) => fun.sawConstantGradient);
  if (isStuckAtConstant) warnings.add(CONSTANT_GRADIENT);
  return watch.result([...warnings]);
}

// What SciPy keeps of the last good iterate, the tests for stopping, and the callback.
class Watch {
  status: number | null = null;
  private nit = 0;
  private cgNiter = 0;
  private cgStop = 0;
  private x: Float64Array;
  private fun: number;
  private grad: Float64Array;
  private lagrangianGrad: Float64Array;
  private optimality = NaN;
  private violation = 0;
  private last: SqpState | null = null;
  private snapshot: Record<string, unknown> = {};

  constructor(
    private readonly problem: BarrierProblem,
    private readonly hessian: LagrangianHessian,
    private readonly read: Options,
  ) {
    const { objective } = problem;
    this.x = objective.x;
    this.fun = objective.f;
    this.grad = objective.g;
    this.lagrangianGrad = objective.g;
  }

  /** Before every step. @param tolerance  of the barrier problem; null without a barrier */
  *report(state: SqpState, tolerance: number | null): Search<boolean> {
    const { read, problem } = this;
    this.nit++;
    this.last = state;
    this.cgNiter += state.cg.niter;
    this.cgStop = state.cg.stopCondition;
    if (!state.lastFailed) this.takeIterate(state);
    const iterate: Iterate = {
      x: this.x,
      fun: this.fun,
      nit: this.nit,
      extra: { tr_radius: state.radius, optimality: this.optimality, constr_violation: this.violation },
    };
    const wantsStop = (yield { kind: 'iterate', iterate }) as boolean;
    const gtol = read.number('gtol');
    const barrierIsSmall = tolerance === null || problem.mu < read.number('barrier_tol');
    if (wantsStop) this.status = 3;
    else if (this.optimality < gtol && this.violation < gtol) this.status = 1;
    else if (state.radius < read.number('xtol') && barrierIsSmall) this.status = 2;
    else if (this.nit >= read.number('maxiter')) this.status = 0;
    if (this.status !== null || tolerance === null) return this.status !== null;
    return (state.optimality < tolerance && state.violation < tolerance) || state.radius < read.number('xtol');
  }

  result(warnings: string[]): OptimizeResult {
    const { problem, nit, violation } = this;
    const { objective, constraints } = problem;
    const parts = constraints.parts;
    const reached = this.status ?? 0;
    const status = (reached === 1 || reached === 2) && violation > this.read.number('gtol') ? 4 : reached;
    const isFinite = Number.isFinite(this.fun);
    return {
      x: this.x,
      fun: this.fun,
      grad: this.grad,
      ...this.snapshot,
      nit,
      niter: nit,
      nfev: objective.nfev,
      njev: objective.njev,
      nhev: this.hessian.nhev,
      cg_niter: this.cgNiter,
      cg_stop_cond: this.cgStop,
      constr_nfev: parts.map(({ fun }) => fun.nfev),
      constr_njev: parts.map(({ fun }) => fun.njev),
      constr_nhev: parts.map(({ fun }) => fun.nhev),
      lagrangian_grad: this.lagrangianGrad,
      optimality: this.optimality,
      constr_violation: violation,
      tr_radius: this.last?.radius,
      constr_penalty: this.last?.penalty,
      method: problem.nIneq > 0 ? 'tr_interior_point' : 'equality_constrained_sqp',
      ...(problem.nIneq > 0 && { barrier_parameter: problem.mu }),
      status,
      success: isFinite && (status === 1 || status === 2),
      message: messages[status],
      warnings,
    };
  }

  private takeIterate(state: SqpState): void {
    const { objective, constraints } = this.problem;
    this.x = state.z.slice(0, this.problem.n);
    this.fun = objective.f;
    this.grad = objective.g;
    this.lagrangianGrad = lagrangianGradient(objective, constraints);
    this.optimality = maxAbs(this.lagrangianGrad);
    this.violation = constraints.violation();
    this.snapshot = {
      v: constraints.parts.map(({ fun }) => fun.v),
      constr: constraints.parts.map(({ fun }) => fun.f),
      constr_jac: constraints.parts.map(({ fun }) => fun.J),
    };
  }
}

function lagrangianGradient(objective: Objective, { parts }: CanonicalConstraints): Float64Array {
  const gradient = objective.g.slice();
  for (const { fun } of parts) {
    const term = fun.weighted(fun.J);
    for (let i = 0; i < gradient.length; i++) gradient[i] += term[i];
  }
  return gradient;
}

function readFactorization(read: Options, hasOnlyBounds: boolean): Factorization {
  if (read.raw('factorization_method') === null) return hasOnlyBounds ? 'bounds' : 'QR';
  const method = read.text('factorization_method');
  const allowed = hasOnlyBounds ? ['NormalEquation', 'AugmentedSystem'] : ['QRFactorization', 'SVDFactorization'];
  if (!allowed.includes(method)) {
    throw new OptionError(
      `Method not allowed for ${hasOnlyBounds ? 'sparse' : 'dense'} array: factorization_method ${method}. ` +
        `Choose ${allowed.join(' or ')}.`,
      'factorization_method',
    );
  }
  if (hasOnlyBounds) return 'bounds';
  return method === 'SVDFactorization' ? 'SVD' : 'QR';
}

// SciPy moves finite bounds outwards by one unit in the last place, so that x0 on a bound is inside.
function widened(bounds: Bounds | null): Bounds | null {
  if (bounds === null) return null;
  return {
    lb: bounds.lb.map((value) => (Number.isFinite(value) ? nextAfter(value, -1) : value)),
    ub: bounds.ub.map((value) => (Number.isFinite(value) ? nextAfter(value, 1) : value)),
    keepFeasible: bounds.keepFeasible,
  };
}

function keptBounds(bounds: Bounds | null): Bounds | null {
  if (bounds === null || !bounds.keepFeasible?.some(Boolean)) return null;
  const keeps = (i: number): boolean => bounds.keepFeasible![i] ?? bounds.keepFeasible![0];
  return {
    lb: bounds.lb.map((value, i) => (keeps(i) ? value : -Infinity)),
    ub: bounds.ub.map((value, i) => (keeps(i) ? value : Infinity)),
  };
}

const doubles = new Float64Array(1);
const bits = new BigInt64Array(doubles.buffer);

// The neighboring double in the direction of `sign`.
function nextAfter(value: number, sign: 1 | -1): number {
  if (value === 0) return sign * Number.MIN_VALUE;
  doubles[0] = value;
  bits[0] += value > 0 === sign > 0 ? 1n : -1n;
  return doubles[0];
}
