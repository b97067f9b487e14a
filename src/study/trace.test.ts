import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceColumns, TraceRecorder, emptyTrace, type TraceRow } from './trace';

const rowAt = (iteration: number, event = false): TraceRow => ({
  iteration,
  x: Float64Array.of(iteration, -iteration),
  fun: 1 / (1 + iteration),
  nfev: 2 * iteration,
  evaluations: 3 * iteration,
  seconds: iteration / 1000,
  event: event
    ? { type: 'simplex', points: Float64Array.of(iteration, 1, 2, 3, 4, 5), fun: Float64Array.of(1, 2, 3) }
    : undefined,
});

describe('TraceRecorder', () => {
  it('records every iteration of a run that is not very long', () => {
    const recorder = new TraceRecorder(2);
    for (let k = 0; k < 1000; k++) recorder.record(rowAt(k, true));
    recorder.finish();
    const trace = recorder.snapshot();
    expect(trace.count).toBe(1000);
    expect(trace.iterations).toBeUndefined();
    expect(trace.x.slice(1998)).toEqual(Float64Array.of(999, -999));
    expect(trace.events.map(({ at }) => at)).toEqual(Array.from({ length: 1000 }, (_, k) => k));
  });

  it('thins a very long run evenly, keeps its start and its last iteration', () => {
    const recorder = new TraceRecorder(2, 100);
    for (let k = 0; k <= 1234; k++) recorder.record(rowAt(k));
    recorder.finish();
    const { iterations, count, fun } = recorder.snapshot();
    expect(count).toBeLessThanOrEqual(101);
    expect(iterations![0]).toBe(0);
    expect(iterations![count - 1]).toBe(1234);
    const gaps = new Set(Array.from(iterations!.slice(1, -1), (k, i) => k - iterations![i]!));
    expect([...gaps]).toEqual([16]);
    expect(fun[count - 1]).toBe(1 / 1235);
  });

  it('thins events by the numbers that they hold, apart from the rows', () => {
    const recorder = new TraceRecorder(2, 1000, 90);
    for (let k = 0; k < 64; k++) recorder.record(rowAt(k, true));
    const { events, count } = recorder.snapshot();
    expect(count).toBe(64);
    expect(events.length).toBeLessThanOrEqual(10);
    expect(events.map(({ at }) => at)).toEqual([0, 8, 16, 24, 32, 40, 48, 56]);
  });

  it('gives the receiver the same trace, however the stream is cut (law)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 4, max: 90 }),
        fc.integer({ min: 20, max: 900 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
        (length, maxRows, maxEvents, cuts) => {
          const recorder = new TraceRecorder(2, maxRows, maxEvents);
          const received = new TraceColumns(2);
          const flush = (): void => {
            const chunk = recorder.takeChunk();
            if (chunk) received.append(structuredClone(chunk));
          };
          let untilCut = cuts[0]!;
          for (let k = 0, cut = 0; k < length; k++) {
            recorder.record(rowAt(k, k % 3 === 0));
            if (--untilCut > 0) continue;
            flush();
            untilCut = cuts[++cut % cuts.length]!;
          }
          recorder.finish();
          flush();
          expect(received.snapshot()).toEqual(recorder.snapshot());
        },
      ),
      { seed: 20240817, numRuns: 200 },
    );
  });

  it('never writes a published row again', () => {
    const recorder = new TraceRecorder(2, 8);
    for (let k = 0; k < 6; k++) recorder.record(rowAt(k));
    const early = recorder.snapshot();
    const copy = structuredClone(early);
    for (let k = 6; k < 200; k++) recorder.record(rowAt(k));
    expect(early).toEqual(copy);
  });
});

describe('emptyTrace', () => {
  it('has no rows', () => {
    expect(emptyTrace(3)).toMatchObject({ n: 3, count: 0, events: [] });
  });
});
