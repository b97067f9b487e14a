/** Training on the GPU: a `Linear` layer of webgpu-torch tensors, moved by `MinimizeWrapper`. */
import { openGpu, type GpuState } from '../../gpu';
import {
  add,
  closureOf,
  crossEntropy,
  dispose,
  Linear,
  MinimizeWrapper,
  mul,
  openTorch,
  square,
  sum,
  tensor,
} from '../../torch';
import { pixelsOf, type Digits } from './data';
import { optionsOf } from './methods';
import type { Trainer } from './training';

/** A trainer and the adapter's name, or why there is none. */
export type GpuTrainer =
  | { readonly ok: true; readonly name: string; readonly train: Trainer }
  | { readonly ok: false; readonly reason: string };

/** Opens a device and puts the training images on it. Never throws.
 *  @param opening  the device to use */
export async function openGpuTrainer(
  { train, side, highest }: Digits,
  opening: Promise<GpuState> = openGpu(),
): Promise<GpuTrainer> {
  const state = await opening;
  if (!state.ok) return { ok: false, reason: state.reason };
  try {
    await openTorch(state.engine);
    const images = tensor(pixelsOf(train, highest), [train.count, side * side]);
    const labels = tensor(train.labels);
    return { ok: true, name: state.adapterName, train: trainerOn(images, labels, side * side) };
  } catch (error) {
    return { ok: false, reason: `${state.adapterName}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

type Images = ReturnType<typeof tensor>;

function trainerOn(images: Images, labels: Images, inputs: number): Trainer {
  return async ({ method, penalty, maxiter, lr }, watcher, signal) => {
    const model = new Linear(inputs, 10);
    const started = performance.now();
    let iteration = 0;
    const optimizer = new MinimizeWrapper(model.parameters(), {
      method,
      options: optionsOf(method, maxiter, lr),
      signal,
      callback: ({ x, fun }) =>
        watcher.iteration({ iteration: ++iteration, seconds: (performance.now() - started) / 1000, loss: fun }, x),
    });
    try {
      await optimizer.step(
        closureOf(model, (layer) => {
          const fit = crossEntropy(layer.forward(images), labels);
          return penalty === 0 ? fit : add(fit, mul(sum(square(layer.weight)), penalty / 2));
        }),
      );
    } finally {
      for (const parameter of model.parameters()) dispose(parameter);
    }
    const { x, message, stopped, digits = null, nfev, nhev = 0 } = optimizer.res!;
    return { cancelled: stopped === 'cancelled', message, x: x.length > 0 ? x : null, digits, nfev, nhev };
  };
}
