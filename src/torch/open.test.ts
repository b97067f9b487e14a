import { describe, expect, it } from 'vitest';
import { openGpu } from '../gpu';
import { nodeGpu } from '../gpu/node-gpu';
import { nodeTorch } from './node-torch';
import { openTorch } from './open';
import { mul } from './ops/arithmetic';
import { parameter, read, tensor } from './tensors';

const torch = await nodeTorch();

describe.skipIf(!torch)('the shared device', () => {
  it('is refused to a second engine while the first lives, and passes on when it is lost', async () => {
    const state = await openGpu((await nodeGpu())!);
    if (!state.ok) throw new Error(state.reason);
    const old = parameter([2]);
    await expect(openTorch(state.engine)).rejects.toThrow('open on another GPU device');
    torch!.engine.destroy();
    await torch!.engine.lost;
    await expect(read(old)).rejects.toMatchObject({ name: 'DeviceLostError' });
    await openTorch(state.engine);
    const [values] = await read(mul(tensor([1, 2, 3]), 2));
    expect([...values!]).toEqual([2, 4, 6]);
    state.engine.destroy();
    await expect(openTorch(torch!.engine)).rejects.toMatchObject({ name: 'DeviceLostError' });
  });

  it('leaves navigator.gpu as it was', () => {
    expect(Object.getOwnPropertyDescriptor(globalThis.navigator ?? {}, 'gpu')).toBeUndefined();
  });
});
