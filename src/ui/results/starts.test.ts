import { describe, expect, it } from 'vitest';
import { makeTrace } from '../test-data';
import type { TraceEvent } from '../types';
import { reachedBy } from './starts';

const end = (fun: number, stepSize = 0): TraceEvent => ({
  type: 'jump',
  from: Float64Array.of(0),
  landed: Float64Array.of(0),
  to: Float64Array.of(1),
  fun,
  accepted: true,
  stepSize,
});
const trace = (...events: TraceEvent[]) => ({
  trace: makeTrace([[0]], [0], { events: events.map((event, at) => ({ at, event })) }),
});

describe('what starts reached', () => {
  it('is counted by value, the lowest first', () => {
    expect(reachedBy(trace(end(2), end(1), end(1 + 1e-9), end(5), end(2)))).toEqual([
      { fun: 1, count: 2, row: 1 },
      { fun: 2, count: 2, row: 0 },
      { fun: 5, count: 1, row: 3 },
    ]);
  });

  it('is nothing for jumps of another kind', () => {
    expect(reachedBy(trace(end(2, 0.5), end(NaN)))).toEqual([]);
  });
});
