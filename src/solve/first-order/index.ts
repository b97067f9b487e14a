/** PyTorch's optimizers, for the registry. */
import type { Method } from '../method';
import { adadelta, adagrad } from './adagrad';
import { adam, adamW } from './adam';
import { adamax, nadam, radam } from './adam-relatives';
import { asgd } from './asgd';
import { firstOrderMethod } from './descend';
import { lbfgs } from './lbfgs';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';
import { lion, rprop } from './signs';

export { previewSchedule, scheduleOptions, type ScheduleName } from './schedules';

/** Every first-order method, the commonest first. */
export const firstOrderMethods: readonly Method[] = [
  ...[sgd, adam, adamW, rmsprop, adagrad, adadelta, adamax, nadam, radam, rprop, asgd, lion].map(firstOrderMethod),
  lbfgs,
];
