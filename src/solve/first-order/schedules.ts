/**
 * Learning-rate schedules: PyTorch's, under PyTorch's names, with a linear warm-up in front of any of them.
 *
 * Each is the closed form of PyTorch's documentation in the number of steps taken, except ReduceLROnPlateau,
 * which watches the loss. Sources: Loshchilov & Hutter (2017), "SGDR", for the cosine schedules; Smith & Topin
 * (2019), "Super-convergence", for OneCycleLR. Differs: after its last step OneCycleLR stays, where PyTorch throws.
 */
import { OptionError } from '../errors';
import type { OptionSpec } from '../method';
import type { Options } from '../options';
import { numberIn } from './option-specs';
import { reduceOnPlateau } from './plateau';
import type { Rate, Schedule } from './rule';

/** The rate at step k = 0, 1, …; pure. */
type ClosedForm = (k: number) => Rate;

const names = [
  'none',
  'StepLR',
  'MultiStepLR',
  'ExponentialLR',
  'CosineAnnealingLR',
  'CosineAnnealingWarmRestarts',
  'OneCycleLR',
  'LinearLR',
  'PolynomialLR',
  'ReduceLROnPlateau',
] as const;

/** Name of a schedule. */
export type ScheduleName = (typeof names)[number];

const number = (name: string, value: number | null, description: string, min?: number): OptionSpec => ({
  name,
  kind: 'number',
  default: value,
  description,
  min,
});

/** An option that only these schedules have. */
const only = (schedules: readonly ScheduleName[], spec: OptionSpec): OptionSpec => ({
  ...spec,
  description: `${schedules.join(', ')}: ${spec.description}`,
  when: { option: 'scheduler', is: schedules },
});

const oneCycleOptions: readonly OptionSpec[] = [
  number('max_lr', null, 'the peak; none: lr.', 0),
  number('total_steps', null, 'length of the cycle; none: maxiter.', 1),
  number('pct_start', 0.3, 'share of the cycle in which the rate rises.', 0),
  {
    name: 'anneal_strategy',
    kind: 'choice',
    default: 'cos',
    choices: ['cos', 'linear'],
    description: 'shape of the rise and the fall.',
  },
  { name: 'cycle_momentum', kind: 'boolean', default: true, description: 'cycle momentum (or beta1) too.' },
  number('base_momentum', 0.85, 'momentum at the peak of the rate.', 0),
  number('max_momentum', 0.95, 'momentum at both ends.', 0),
  number('div_factor', 25, 'peak rate over first rate.', 0),
  number('final_div_factor', 1e4, 'first rate over last rate.', 0),
  { name: 'three_phase', kind: 'boolean', default: false, description: 'fall as slowly as it rose, then vanish.' },
];

const plateauOptions: readonly OptionSpec[] = [
  number('factor', 0.1, 'factor of each reduction.', 0),
  number('patience', 10, 'steps without progress that are tolerated.', 0),
  number('threshold', 1e-4, 'what counts as progress.', 0),
  {
    name: 'threshold_mode',
    kind: 'choice',
    default: 'rel',
    choices: ['rel', 'abs'],
    description: 'whether the threshold is a share of the best loss.',
  },
  number('cooldown', 0, 'steps to wait after a reduction.', 0),
  number('min_lr', 0, 'the lowest rate.', 0),
];

/** Options of the schedules; every first-order method has them. */
export const scheduleOptions: readonly OptionSpec[] = [
  {
    name: 'scheduler',
    kind: 'choice',
    default: 'none',
    choices: names,
    description: 'How the learning rate changes from step to step.',
  },
  number('warmup_steps', 0, 'Any schedule: steps of a linear warm-up before it begins.', 0),
  number('warmup_start_factor', 1 / 3, 'Any schedule: share of lr at the first step of the warm-up.', 0),
  only(['StepLR', 'MultiStepLR', 'ExponentialLR'], number('gamma', 0.1, 'factor of each reduction.', 0)),
  only(['StepLR'], number('step_size', 30, 'steps between reductions.', 1)),
  only(['MultiStepLR'], {
    name: 'milestones',
    kind: 'vector',
    default: null,
    description: 'the steps at which lr is reduced.',
  }),
  only(['CosineAnnealingLR'], number('T_max', null, 'steps to the minimum; none: maxiter.', 1)),
  only(['CosineAnnealingLR', 'CosineAnnealingWarmRestarts'], number('eta_min', 0, 'the lowest rate.', 0)),
  only(['CosineAnnealingWarmRestarts'], number('T_0', 10, 'steps before the first restart.', 1)),
  only(['CosineAnnealingWarmRestarts'], number('T_mult', 1, 'growth of the time between restarts.', 1)),
  ...oneCycleOptions.map((spec) => only(['OneCycleLR'], spec)),
  only(['LinearLR'], number('start_factor', 1 / 3, 'share of lr at the start.', 0)),
  only(['LinearLR'], number('end_factor', 1, 'share of lr at the end.', 0)),
  only(['LinearLR', 'PolynomialLR'], number('total_iters', 5, 'steps until the rate stays.', 0)),
  only(['PolynomialLR'], number('power', 1, 'exponent of the decay.', 0)),
  ...plateauOptions.map((spec) => only(['ReduceLROnPlateau'], spec)),
];

/** Starts the schedule that the options name.
 *  @param lr       the optimizer's learning rate, PyTorch's `base_lr`
 *  @param maxiter  length of the run, for schedules whose length was left open
 *  @throws OptionError */
export function createSchedule(options: Options, lr: number, maxiter: number): Schedule {
  const warmup = numberIn(options, 'warmup_steps', 0);
  const startFactor = numberIn(options, 'warmup_start_factor', 0);
  const main = createMain(options, lr, Math.max(1, maxiter - warmup));
  if (warmup === 0) return main;
  let taken = 0;
  return (fun) => {
    const k = taken++;
    if (k >= warmup) return main(fun);
    return { lr: lr * (startFactor + ((1 - startFactor) * k) / warmup), momentum: null };
  };
}

/** The learning rates of a run, for a picture of the schedule (steps).
 *  @param losses  the loss before each step, for ReduceLROnPlateau; where there is none the loss falls steadily */
export function previewSchedule(
  options: Options,
  lr: number,
  steps: number,
  losses: ArrayLike<number> = [],
): Float64Array {
  const schedule = createSchedule(options, lr, steps);
  return Float64Array.from({ length: steps }, (_, k) => schedule(losses[k] ?? -k).lr);
}

function createMain(options: Options, lr: number, steps: number): Schedule {
  const name = options.text('scheduler') as ScheduleName;
  if (name === 'ReduceLROnPlateau') return reduceOnPlateau(options, lr);
  const rate = closedForm(name, options, lr, steps);
  let taken = 0;
  return () => rate(taken++);
}

function closedForm(
  name: Exclude<ScheduleName, 'ReduceLROnPlateau'>,
  options: Options,
  lr: number,
  steps: number,
): ClosedForm {
  const scaled =
    (factor: (k: number) => number): ClosedForm =>
    (k) => ({ lr: lr * factor(k), momentum: null });
  const at = (option: string, min = 0): number => numberIn(options, option, min);
  switch (name) {
    case 'none':
      return scaled(() => 1);
    case 'StepLR': {
      const [gamma, size] = [at('gamma'), at('step_size', 1)];
      return scaled((k) => gamma ** Math.floor(k / size));
    }
    case 'MultiStepLR': {
      const gamma = at('gamma');
      const milestones = readMilestones(options);
      return scaled((k) => gamma ** milestones.filter((milestone) => milestone <= k).length);
    }
    case 'ExponentialLR': {
      const gamma = at('gamma');
      return scaled((k) => gamma ** k);
    }
    case 'CosineAnnealingLR': {
      const period = options.numberOrNull('T_max') ?? steps;
      return cosine(lr, at('eta_min'), (k) => k / period);
    }
    case 'CosineAnnealingWarmRestarts':
      return warmRestarts(lr, at('eta_min'), at('T_0', 1), at('T_mult', 1));
    case 'OneCycleLR':
      return oneCycle(options, options.numberOrNull('max_lr') ?? lr, options.numberOrNull('total_steps') ?? steps);
    case 'LinearLR': {
      const [start, end, total] = [at('start_factor'), at('end_factor'), at('total_iters')];
      return scaled((k) => start + (end - start) * (total === 0 ? 1 : Math.min(k, total) / total));
    }
    case 'PolynomialLR': {
      const [power, total] = [at('power'), at('total_iters')];
      return scaled((k) => (1 - (total === 0 ? 1 : Math.min(k, total) / total)) ** power);
    }
    default: {
      name satisfies never;
      throw new OptionError(
        `Option "scheduler" expects one of ${names.join(', ')}, got "${String(name)}".`,
        'scheduler',
      );
    }
  }
}

function readMilestones(options: Options): readonly number[] {
  const raw = options.raw('milestones');
  if (raw === null) return [];
  const list = typeof raw === 'number' ? [raw] : raw;
  if ((Array.isArray(list) || list instanceof Float64Array) && [...list].every((entry) => Number.isFinite(entry))) {
    return [...(list as readonly number[])];
  }
  throw new OptionError('Option "milestones" expects an array of step numbers.', 'milestones');
}

/** From lr down to the minimum and back as `phase` goes from 0 to 1 to 2. */
const cosine =
  (lr: number, lowest: number, phase: (k: number) => number): ClosedForm =>
  (k) => ({ lr: lowest + ((lr - lowest) * (1 + Math.cos(Math.PI * phase(k)))) / 2, momentum: null });

function warmRestarts(lr: number, lowest: number, first: number, growth: number): ClosedForm {
  return cosine(lr, lowest, (k) => {
    if (growth === 1) return (k % first) / first;
    // Cycles end at first·(growthⁱ − 1)/(growth − 1).
    let period = first;
    let within = k;
    while (within >= period) {
      within -= period;
      period *= growth;
    }
    return within / period;
  });
}

/** One stretch of a cycle: from one rate and momentum to others, ending at step `end`. */
interface Stretch {
  readonly end: number;
  readonly lr: readonly [number, number];
  readonly momentum: readonly [number, number];
}

function oneCycle(options: Options, peak: number, steps: number): ClosedForm {
  const rise = numberIn(options, 'pct_start', 0) * steps;
  const first = peak / numberIn(options, 'div_factor', 0);
  const last = first / numberIn(options, 'final_div_factor', 0);
  const low = numberIn(options, 'base_momentum', 0);
  const high = numberIn(options, 'max_momentum', 0);
  const cycles = options.boolean('cycle_momentum');
  const up: Stretch = { end: rise - 1, lr: [first, peak], momentum: [high, low] };
  const stretches: readonly Stretch[] = options.boolean('three_phase')
    ? [
        up,
        { end: 2 * rise - 2, lr: [peak, first], momentum: [low, high] },
        { end: steps - 1, lr: [first, last], momentum: [high, high] },
      ]
    : [up, { end: steps - 1, lr: [peak, last], momentum: [low, high] }];
  const blend = options.text('anneal_strategy') === 'linear' ? blendLinear : blendCosine;
  return (step) => {
    const k = Math.min(step, steps - 1);
    const index = stretches.findIndex((stretch, i) => k <= stretch.end || i === stretches.length - 1);
    const { end, lr, momentum } = stretches[index];
    const begin = index === 0 ? 0 : stretches[index - 1].end;
    const share = end === begin ? 1 : (k - begin) / (end - begin);
    return { lr: blend(lr, share), momentum: cycles ? blend(momentum, share) : null };
  };
}

const blendLinear = ([from, to]: readonly [number, number], share: number): number => from + (to - from) * share;

const blendCosine = ([from, to]: readonly [number, number], share: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
