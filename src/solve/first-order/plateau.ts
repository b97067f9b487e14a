/**
 * ReduceLROnPlateau: the learning rate falls when the loss has stopped falling. The rules of what counts as
 * progress, of patience and of the cooldown are PyTorch's, for a loss that is to be minimized.
 */
import type { Options } from '../options';
import { numberIn } from './option-specs';
import type { Schedule } from './rule';

// PyTorch's `eps`: a smaller change of the rate is not worth making.
const smallestChange = 1e-8;

/** Starts the schedule at `base`. PyTorch's scheduler steps after the optimizer, so the loss seen before a step
 *  changes the rate of the next one.
 *  @throws OptionError */
export function reduceOnPlateau(options: Options, base: number): Schedule {
  const factor = numberIn(options, 'factor', 0, 1);
  const patience = numberIn(options, 'patience', 0);
  const threshold = numberIn(options, 'threshold', 0);
  const cooldown = numberIn(options, 'cooldown', 0);
  const lowest = numberIn(options, 'min_lr', 0);
  const relative = options.text('threshold_mode') !== 'abs';
  let lr = base;
  let best = Infinity;
  let badSteps = 0;
  let cooling = 0;
  return (fun) => {
    const current = { lr, momentum: null };
    const goal = relative ? best * (1 - threshold) : best - threshold;
    if (fun < goal) {
      best = fun;
      badSteps = 0;
    } else {
      badSteps++;
    }
    if (cooling > 0) {
      cooling--;
      badSteps = 0;
    }
    if (badSteps > patience) {
      const reduced = Math.max(lr * factor, lowest);
      if (lr - reduced > smallestChange) lr = reduced;
      cooling = cooldown;
      badSteps = 0;
    }
    return current;
  };
}
