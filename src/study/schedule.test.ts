/** What the playground offers of first-order methods, and what it shows of their schedules. */
import { describe, expect, it } from 'vitest';
import { findMethod } from '../solve/registry';
import { describeMethods, studyMethods } from './catalogue';
import { compileLoss } from './compile';
import { scheduleOf } from './schedule';
import { RunSession } from './session';
import { compiledSubject } from './subject';

/** PyTorch's constructors (Lion's from its paper): the defaults that are not SciPy-like additions of ours. */
const defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  SGD: { lr: 1e-3, momentum: 0, dampening: 0, weight_decay: 0, nesterov: false },
  Adam: { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0, amsgrad: false },
  AdamW: { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 1e-2, amsgrad: false },
  Adadelta: { lr: 1, rho: 0.9, eps: 1e-6, weight_decay: 0 },
  Adagrad: { lr: 1e-2, lr_decay: 0, weight_decay: 0, initial_accumulator_value: 0, eps: 1e-10 },
  Adamax: { lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0 },
  NAdam: { lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0, momentum_decay: 4e-3 },
  RAdam: { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0 },
  RMSprop: { lr: 1e-2, alpha: 0.99, eps: 1e-8, weight_decay: 0, momentum: 0, centered: false },
  Rprop: { lr: 1e-2, etas: [0.5, 1.2], step_sizes: [1e-6, 50] },
  ASGD: { lr: 1e-2, lambd: 1e-4, alpha: 0.75, t0: 1e6, weight_decay: 0 },
  LBFGS: { lr: 1, tolerance_grad: 1e-7, tolerance_change: 1e-9, history_size: 100, line_search_fn: null },
  Lion: { lr: 1e-4, betas: [0.9, 0.99], weight_decay: 0 },
};

const schedulers = [
  'StepLR',
  'MultiStepLR',
  'ExponentialLR',
  'CosineAnnealingLR',
  'CosineAnnealingWarmRestarts',
  'OneCycleLR',
  'ReduceLROnPlateau',
  'LinearLR',
  'PolynomialLR',
];

describe('first-order methods on offer', () => {
  const offered = new Map(describeMethods().map((info) => [info.name, info]));

  it.each(Object.entries(defaults))('%s has PyTorch’s defaults', (name, expected) => {
    const info = offered.get(name)!;
    expect(info.family).toBe('first-order');
    const given = Object.fromEntries(info.options.map((option) => [option.name, option.default]));
    expect(given).toMatchObject(expected);
  });

  it.each(Object.keys(defaults).filter((name) => name !== 'LBFGS'))('%s can follow any scheduler', (name) => {
    const { options } = offered.get(name)!;
    const scheduler = options.find((option) => option.name === 'scheduler')!;
    expect(scheduler.choices).toEqual(expect.arrayContaining(schedulers));
    // An option that only some schedules have names schedules that exist.
    for (const { when } of options) {
      if (!when) continue;
      expect(when.option).toBe('scheduler');
      expect(scheduler.choices).toEqual(expect.arrayContaining([...when.is]));
    }
  });
});

describe('the preview of a schedule', () => {
  const rates = (options: Record<string, number | string | readonly number[]>, losses?: Float64Array): number[] => {
    const reply = scheduleOf({
      method: 'SGD',
      options: { lr: 0.1, maxiter: 20, ...options },
      ...(losses && { losses }),
    });
    if (!reply.ok) throw new Error(reply.message);
    return Array.from(reply.lr);
  };

  it.each(schedulers)('%s gives the rates of a run, step by step', (scheduler) => {
    const options = { lr: 0.1, maxiter: 20, scheduler, patience: 2, milestones: [4, 9], step_size: 6 };
    const loss = compileLoss('x => x ** 2');
    const spec = { id: 'run', method: 'SGD', options, x0: [2.5], bounds: null, seed: 0 };
    const session = new RunSession(
      compiledSubject(loss, []),
      spec,
      { evaluations: 1e4, seconds: 30 },
      findMethod('SGD', studyMethods),
    );
    while (!session.advance(1000));
    const { x, fun, count } = session.takeChunk()!;
    const shown = rates({ scheduler, patience: 2, milestones: [4, 9], step_size: 6, cycle_momentum: 0 }, fun);
    expect(count).toBe(21);
    expect(shown).toHaveLength(20);
    if (scheduler === 'OneCycleLR') return; // it cycles momentum too, which the step below does not have
    shown.forEach((lr, k) => expect(x[k]! - x[k + 1]!).toBeCloseTo(lr * 2 * x[k]!, 12));
  });

  it('shows what a plateau does to the rate, and a warm-up before it', () => {
    const still = rates({ scheduler: 'ReduceLROnPlateau', patience: 3 });
    expect(still[0]).toBe(0.1);
    expect(Math.min(...still)).toBeLessThan(0.0011);
    const warm = rates({ warmup_steps: 4, warmup_start_factor: 0 });
    expect(warm.slice(0, 5)).toEqual([0, 0.025, 0.05, expect.closeTo(0.075, 12), 0.1]);
  });

  it('thins long runs, keeps both ends, and answers a mistake', () => {
    const reply = scheduleOf({ method: 'Adam', options: { maxiter: 5001, scheduler: 'CosineAnnealingLR' } });
    if (!reply.ok) throw new Error(reply.message);
    expect(reply.at.length).toBeLessThan(402);
    expect([reply.at[0], reply.at.at(-1), reply.steps]).toEqual([0, 5000, 5001]);
    expect(reply.most).toBe(reply.lr[0]);
    expect(scheduleOf({ method: 'SGD', options: { scheduler: 'StepLR', step_size: 0 } })).toMatchObject({
      ok: false,
      message: expect.stringContaining('step_size'),
    });
    expect(scheduleOf({ method: 'SGD', options: { maxiter: 0 } })).toMatchObject({ ok: false });
  });
});
