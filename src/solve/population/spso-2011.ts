/**
 * Particle swarm, standard PSO 2011: particles drawn towards their own best and that of a few informants.
 *
 * Source: M. Clerc, "Standard Particle Swarm Optimisation" (2012), §3; M. Zambrano-Bigiarini, M. Clerc, R. Rojas, CEC 2013. A new
 * position is drawn in the ball around the center of gravity of x, a point beyond the own best and one beyond the informants' best,
 * which makes the method independent of the axes. The ball is one in units of the box's sides, as in Clerc's program of 2011,
 * which normalizes the box: in units of x a narrow side would see nothing but its walls. Differs: a swarm moves as one batch, with the
 * informants' knowledge of the generation before.
 */
import type { Generator } from '../../math/random/generator';
import type { Bounds, Method, OptionSpec, Setup } from '../method';
import { reportIterate, type Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { begin, Best, limitReached, maxfevOption, maxiterOption, STOPPED, uniformPoints, wholeOption } from './common';
import { argmin } from '../global/numpy-order';

const optionSpecs: readonly OptionSpec[] = [
  { name: 'swarm_size', kind: 'integer', default: 40, min: 2, description: 'Number of particles.' },
  {
    name: 'informants',
    kind: 'integer',
    default: 3,
    min: 1,
    description: 'Particles that each particle informs; drawn anew whenever the swarm found nothing better.',
  },
  { name: 'w', kind: 'number', default: 1 / (2 * Math.LN2), description: 'Inertia: the share of the velocity kept.' },
  {
    name: 'c',
    kind: 'number',
    default: 0.5 + Math.LN2,
    description: 'How far beyond the best points the center of gravity looks.',
  },
  maxiterOption,
  maxfevOption,
];

/** The swarm: row i of each array (size·n) is particle i. */
interface Swarm {
  readonly x: Float64Array;
  readonly velocity: Float64Array;
  readonly bestX: Float64Array;
  readonly bestFun: Float64Array;
  /** informs[i·size + j]: whether i tells j what it knows */
  informs: Uint8Array;
}

function* swarmSearch(setup: Setup): Search<OptimizeResult> {
  const { n, options, rng, limits, bounds } = begin(setup, optionSpecs, true);
  const box = bounds!;
  const size = wholeOption(options, 'swarm_size', 2, 40);
  const informants = wholeOption(options, 'informants', 1, 3);
  const inertia = options.number('w');
  const pull = options.number('c');

  const best = new Best(n);
  const x = uniformPoints(box, size, rng);
  const velocity = x.map((value, i) => rng.uniform(box.lb[i % n] - value, box.ub[i % n] - value));
  const swarm: Swarm = {
    x,
    velocity,
    bestX: x.slice(),
    bestFun: new Float64Array(size).fill(Infinity),
    informs: drawInformants(size, informants, rng),
  };
  for (let nit = 0; ; nit++) {
    const points = swarm.x.slice();
    const values = (yield { kind: 'batch', points, count: size }) as Float64Array;
    const isBetter = best.see(points, values);
    remember(swarm, values, n);
    const fun = values.slice();
    const event = { type: 'population' as const, points, fun, best: argmin(fun) };
    const isStopped = yield* reportIterate({ x: best.x, fun: best.fun, nit, event, ...(nit === 0 && { quiet: true }) });
    const end = isStopped ? ([99, STOPPED] as const) : limitReached(nit, best.nfev, limits);
    if (end) return best.result(nit, end[0], end[1], options.warnings);
    if (!isBetter) swarm.informs = drawInformants(size, informants, rng);
    for (let i = 0; i < size; i++) move(swarm, i, n, inertia, pull, box, rng);
  }
}

function remember(swarm: Swarm, values: Float64Array, n: number): void {
  values.forEach((value, i) => {
    if (!(value < swarm.bestFun[i])) return;
    swarm.bestFun[i] = value;
    swarm.bestX.set(swarm.x.subarray(i * n, (i + 1) * n), i * n);
  });
}

function drawInformants(size: number, informants: number, rng: Generator): Uint8Array {
  const informs = new Uint8Array(size * size);
  for (let i = 0; i < size; i++) {
    informs[i * size + i] = 1;
    for (let k = 0; k < informants; k++) informs[i * size + rng.integers(0, size)] = 1;
  }
  return informs;
}

function move(swarm: Swarm, i: number, n: number, w: number, c: number, box: Bounds, rng: Generator): void {
  const { x, velocity, bestX, bestFun, informs } = swarm;
  const size = bestFun.length;
  let leader = i;
  for (let j = 0; j < size; j++) if (informs[j * size + i] && bestFun[j] < bestFun[leader]) leader = j;

  const center = new Float64Array(n);
  let radius = 0;
  for (let k = 0; k < n; k++) {
    const here = x[i * n + k];
    const own = c * (bestX[i * n + k] - here);
    const told = c * (bestX[leader * n + k] - here);
    center[k] = leader === i ? here + own / 2 : here + (own + told) / 3;
    const width = box.ub[k] - box.lb[k];
    if (width > 0) radius += ((center[k] - here) / width) ** 2;
  }
  const target = inBall(center, Math.sqrt(radius), box, rng);
  for (let k = 0; k < n; k++) {
    const at = i * n + k;
    velocity[at] = w * velocity[at] + target[k] - x[at];
    x[at] += velocity[at];
    if (x[at] < box.lb[k] || x[at] > box.ub[k]) {
      x[at] = x[at] < box.lb[k] ? box.lb[k] : box.ub[k];
      velocity[at] *= -0.5;
    }
  }
}

/** A point in a ball, in units of the box's sides: uniform direction and uniform radius, as the standard has it (so it favors the
 *  center). */
function inBall(center: Float64Array, radius: number, { lb, ub }: Bounds, rng: Generator): Float64Array {
  const direction = rng.normalArray(center.length);
  const length = Math.hypot(...direction);
  const reach = (radius * rng.random()) / (length || 1);
  return center.map((value, k) => value + reach * direction[k] * (ub[k] - lb[k]));
}

/** SciPy has no particle swarm; the name is that of the standard. */
export const spso2011Method: Method = {
  name: 'SPSO-2011',
  family: 'population',
  summary:
    'A swarm of particles flies over the box; each keeps some of its speed and is drawn towards the best point it has seen and the ' +
    'best that a few others have told it of. Simple and robust on rugged losses of few variables; slower than CMA-ES on ' +
    'ill-conditioned ones.',
  source: 'M. Clerc, "Standard Particle Swarm Optimisation", HAL open archive hal-00764996 (2012).',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'required', constraints: 'ignored' },
  options: optionSpecs,
  solve: swarmSearch,
};
