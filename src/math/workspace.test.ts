import { expect, it } from 'vitest';
import { minimize } from '../drive/minimize';
import { Workspace } from './workspace';

it('lends zeros, and to one run at a time', () => {
  const first = new Workspace();
  const second = new Workspace();
  const a = first.take(100).fill(1);
  expect(second.take(100)).not.toBe(a);
  first.release();
  const again = first.take(100);
  expect(again).toBe(a);
  expect(again.every((value) => value === 0)).toBe(true);
  expect(first.take(100)).not.toBe(a);
});

it.each(['L-BFGS-B', 'SLSQP'])('leaves the result of %s alone when the next run borrows', (method) => {
  const bowl = (x: Float64Array): number => x.reduce((sum, value, i) => sum + (i + 1) * (value - i) ** 2, 0);
  const run = () =>
    minimize(
      bowl,
      Array.from({ length: 6 }, () => 3),
      { method },
    );
  const first = run();
  const kept = structuredClone(first);
  minimize(
    bowl,
    Array.from({ length: 6 }, () => -7),
    { method },
  );
  expect(first).toEqual(kept);
  expect(run()).toEqual(kept);
});
