import { describe, expect, it } from 'vitest';
import { dispatchBudgetMs, Pacer, workgroupsFor } from './pacer';

/** Runs `total` points at a fixed speed and latency; returns the longest dispatch in milliseconds. */
function longest(pacer: Pacer, total: number, usPerPoint: number, latencyMs = 0.5): { ms: number; dispatches: number } {
  let ms = 0;
  let dispatches = 0;
  for (let done = 0; done < total; dispatches++) {
    const points = pacer.next(total - done);
    const took = latencyMs + (points * usPerPoint) / 1000;
    pacer.record(points, took);
    ms = Math.max(ms, took);
    done += points;
  }
  return { ms, dispatches };
}

describe('dispatch sizes', () => {
  it('stay within the budget at any speed that allows it', () => {
    for (const us of [0.001, 0.01, 0.1, 1, 10]) {
      expect(longest(new Pacer(4096), 10_000_000, us).ms).toBeLessThanOrEqual(dispatchBudgetMs);
    }
  });

  it('recover from a loss that is far slower than the first guess, down to single points', () => {
    const pacer = new Pacer(4096);
    pacer.record(4096, 4000);
    expect(longest(pacer, 1000, 1000).ms).toBeLessThanOrEqual(dispatchBudgetMs);
    pacer.record(1, 400);
    expect(pacer.next(1000)).toBe(1);
  });

  it('grow quickly for a cheap loss', () => {
    expect(longest(new Pacer(4096), 10_000_000, 0.001).dispatches).toBeLessThan(8);
  });

  it('do not shrink because a remainder was all latency', () => {
    const pacer = new Pacer(4096);
    pacer.record(1, 1);
    expect(pacer.next(1e9)).toBe(4096);
  });
});

describe('workgroups', () => {
  it('cover small batches one point a thread, stack large ones, and respect the limit', () => {
    expect(workgroupsFor(1, 65535)).toBe(1);
    expect(workgroupsFor(4096, 65535)).toBe(64);
    expect(workgroupsFor(65536, 65535)).toBe(256);
    expect(workgroupsFor(1 << 20, 65535)).toBe(1024);
    expect(workgroupsFor(1e9, 65535)).toBe(65535);
  });
});
