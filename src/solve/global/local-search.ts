/**
 * Runs a local method inside a global one, as `scipy.optimize.minimize` would: its iterations are its own business,
 * its evaluations go to the driver, and variables whose bounds coincide are taken out of the problem.
 */
import type { Bounds, Method, Setup } from '../method';
import type { Iterate, Reply, Request, Search } from '../protocol';
import type { OptimizeResult } from '../result';

type Evaluation = Exclude<Request, { kind: 'iterate' }>;

// SciPy removes fixed variables for these methods alone; the others handle them themselves.
const removesFixed = new Set(['l-bfgs-b', 'slsqp', 'tnc']);

/** Minimizes from setup.x0.
 *  @param onIterate  sees the local iterations; returning true stops the local method */
export function* minimizeLocally(
  method: Method,
  setup: Setup,
  onIterate?: (iterate: Iterate) => Search<boolean>,
): Search<OptimizeResult> {
  const fixed = removesFixed.has(method.name.toLowerCase()) ? fixedVariables(setup.bounds) : null;
  if (fixed?.every(Boolean)) return yield* onlyPoint(setup.bounds!.lb);
  const frame = fixed ? new Frame(fixed, setup.bounds!.lb) : null;
  const search = method.solve(frame ? frame.reduceSetup(setup) : setup);
  let step = search.next();
  while (!step.done) {
    const request = step.value;
    if (request.kind === 'iterate') {
      const { iterate } = request;
      const shown = frame ? { ...iterate, x: frame.widen(iterate.x) } : iterate;
      step = search.next(onIterate ? yield* onIterate(shown) : false);
    } else if (frame) {
      const wide = frame.widenRequest(request);
      step = search.next(frame.reduceReply(request, wide, yield wide));
    } else {
      step = search.next(yield request);
    }
  }
  return frame ? frame.widenResult(step.value) : step.value;
}

function fixedVariables(bounds: Bounds | null): boolean[] | null {
  if (!bounds) return null;
  const fixed = Array.from(bounds.lb, (low, k) => low === bounds.ub[k]);
  return fixed.includes(true) ? fixed : null;
}

function* onlyPoint(x: Float64Array): Search<OptimizeResult> {
  const point = x.slice();
  const fun = (yield { kind: 'fun', x: point }) as number;
  const message = 'All independent variables were fixed by bounds.';
  return { x: point, fun, nit: 0, nfev: 1, njev: 0, nhev: 0, status: 0, success: true, message, warnings: [] };
}

/** Translates between the whole problem and the one without its fixed variables. */
class Frame {
  private readonly free: number[];
  private readonly n: number;

  constructor(
    fixed: readonly boolean[],
    private readonly values: Float64Array,
  ) {
    this.n = fixed.length;
    this.free = fixed.flatMap((isFixed, k) => (isFixed ? [] : [k]));
  }

  reduceSetup(setup: Setup): Setup {
    const { bounds, constraints } = setup;
    return {
      ...setup,
      x0: this.narrow(setup.x0),
      bounds: bounds && {
        lb: this.narrow(bounds.lb),
        ub: this.narrow(bounds.ub),
        keepFeasible: bounds.keepFeasible && this.free.map((k) => bounds.keepFeasible![k]),
      },
      // A linear constraint loses columns; its fixed part would have to move into the bounds, so it is asked for instead.
      constraints: constraints.map((info) => ({ ...info, A: undefined })),
    };
  }

  widen(x: Float64Array, elsewhere: Float64Array | number = this.values): Float64Array {
    const out = typeof elsewhere === 'number' ? new Float64Array(this.n).fill(elsewhere) : elsewhere.slice();
    this.free.forEach((k, i) => (out[k] = x[i]));
    return out;
  }

  widenRequest(request: Evaluation): Evaluation {
    if (request.kind === 'batch') {
      const m = this.free.length;
      const points = new Float64Array(request.count * this.n);
      for (let i = 0; i < request.count; i++) {
        points.set(this.widen(request.points.subarray(i * m, (i + 1) * m)), i * this.n);
      }
      return { ...request, points };
    }
    const x = this.widen(request.x);
    if (request.kind === 'funGrad') return { kind: 'funGrad', x, out: new Float64Array(this.n) };
    if (request.kind === 'hessp') return { kind: 'hessp', x, p: this.widen(request.p, 0) };
    return 'out' in request ? { ...request, x, out: undefined } : { ...request, x };
  }

  reduceReply(request: Evaluation, wide: Evaluation, reply: Reply): Reply {
    switch (request.kind) {
      case 'funGrad':
        request.out.set(this.narrow((wide as typeof request).out));
        return reply;
      case 'grad':
      case 'hessp':
        return this.narrow(reply as Float64Array);
      case 'constraintJac':
        return this.narrowColumns(reply as Float64Array);
      case 'hess':
      case 'constraintHess': {
        const rows = this.narrowColumns(reply as Float64Array);
        const m = this.free.length;
        return Float64Array.from(this.free.flatMap((k) => [...rows.subarray(k * m, (k + 1) * m)]));
      }
      case 'fun':
      case 'batch':
      case 'constraint':
        return reply;
      default:
        return request satisfies never;
    }
  }

  widenResult(result: OptimizeResult): OptimizeResult {
    const { hess_inv: _dropped, ...rest } = result;
    return { ...rest, x: this.widen(result.x), jac: result.jac && this.widen(result.jac, NaN) };
  }

  private narrow(x: Float64Array): Float64Array {
    return Float64Array.from(this.free, (k) => x[k]);
  }

  private narrowColumns(matrix: Float64Array): Float64Array {
    const out: number[] = [];
    for (let row = 0; row < matrix.length; row += this.n) for (const k of this.free) out.push(matrix[row + k]);
    return Float64Array.from(out);
  }
}
