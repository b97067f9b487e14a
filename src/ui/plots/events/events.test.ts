/** What is drawn of a method's events at a position: counted on a canvas that only listens. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeTrace } from '../../test-data';
import type { Trace, TraceEvent } from '../../types';
import { plotColors, runStyle } from '../palette';
import type { Plane } from '../plane';
import { buildPolyline } from '../polyline';
import { linearScale } from '../scale';
import { drawEvents } from './draw';
import { marginalEllipse } from './gaussian';
import { readoutOf } from './readout';
import { Tally, type EventScene } from './scene';

const plane: Plane = {
  rect: { left: 0, top: 0, width: 400, height: 400 },
  x: linearScale([-5, 5], [0, 400]),
  y: linearScale([-5, 5], [400, 0]),
  axes: [0, 1],
};

/** A context that swallows every call. */
const deaf = (): CanvasRenderingContext2D =>
  new Proxy({ canvas: { width: 400, height: 400 } } as Record<string | symbol, unknown>, {
    get: (held, key) => (key in held ? held[key] : () => undefined),
    set: (held, key, value) => {
      held[key] = value;
      return true;
    },
  }) as unknown as CanvasRenderingContext2D;

const line = (trace: Trace) =>
  buildPolyline(trace.count, (i, out) => {
    out[0] = plane.x.toPixel(trace.x[2 * i]!);
    out[1] = plane.y.toPixel(trace.x[2 * i + 1]!);
  });

function show(trace: Trace, row: number) {
  const tally = new Tally();
  const style = runStyle(0, 'light');
  const scene: EventScene = { context: deaf(), trace, row, plane, style, colors: plotColors('light'), tally };
  return { from: drawEvents(scene, line(trace)), counts: tally.counts, words: readoutOf(scene, 'it')?.text };
}

const at = (row: number, event: TraceEvent) => ({ at: row, event });
const rows = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i / 4, -i / 4]);
const traceOf = (count: number, events: Trace['events']): Trace =>
  makeTrace(
    rows(count),
    rows(count).map((_, i) => count - i),
    { events },
  );

beforeAll(() => {
  vi.stubGlobal('document', { createElement: () => ({ getContext: deaf }) });
  vi.stubGlobal(
    'Path2D',
    class {
      rect(): void {}
    },
  );
});

describe('hops', () => {
  const jump = (from: number[], landed: number[], to: number[], accepted: boolean): TraceEvent => ({
    type: 'jump',
    from: Float64Array.from(from),
    landed: Float64Array.from(landed),
    to: Float64Array.from(to),
    fun: 1.5,
    accepted,
    stepSize: 0.5,
  });
  const trace = traceOf(9, [
    at(2, jump([0, 0], [0, 0], [0.5, -0.5], true)),
    at(5, jump([0.5, -0.5], [3, 3], [1.25, -1.25], false)),
    at(8, jump([0.5, -0.5], [-3, 3], [2, -2], true)),
  ]);

  it('draws those that have happened and the one under way, in place of the path', () => {
    expect(show(trace, 0)).toMatchObject({ from: null, counts: {} });
    expect(show(trace, 2).counts).toEqual({ descents: 1, accepted: 1 });
    expect(show(trace, 3.5).counts).toEqual({ jumps: 1, descents: 2, accepted: 1 });
    expect(show(trace, 5).counts).toEqual({ jumps: 1, descents: 2, accepted: 1, rejected: 1 });
    expect(show(trace, 8).counts).toEqual({ jumps: 2, descents: 3, accepted: 2, rejected: 1 });
    expect(show(trace, 5).words).toContain('2 hops   last: f 1.5, rejected   step 0.5');
  });
});

describe('searches from several starts', () => {
  const search = (start: number[], to: number[], fun: number, accepted: boolean): TraceEvent => {
    const from = Float64Array.from(start);
    return { type: 'jump', from, landed: from, to: Float64Array.from(to), fun, accepted, stepSize: 0 };
  };
  const trace = traceOf(9, [
    at(2, search([3, 3], [1, 1], 2, true)),
    at(4, search([-3, 3], [0, 0], 0.25, true)),
    at(6, search([4, 3], [1, 1], 2, false)),
    at(8, search([0, 3], [0, 0], 0.25, true)),
  ]);

  it('ring the best so far and count how often it was reached', () => {
    expect(show(trace, 2).counts).toEqual({ descents: 1, accepted: 1, winners: 1 });
    expect(show(trace, 6).counts).toEqual({ descents: 3, accepted: 2, rejected: 1, winners: 1 });
    expect(show(trace, 6).words).toBe('it   3 starts   best f 0.25   last: f 2, no better');
    expect(show(trace, 8).words).toBe('it   4 starts   best f 0.25, reached 2 times   last: f 0.25, a new best');
  });
});

describe('annealing', () => {
  const states = (temperature: number, accepted: number[]): TraceEvent => ({
    type: 'annealing',
    temperature,
    points: new Float64Array(2 * accepted.length),
    fun: new Float64Array(accepted.length),
    accepted: Uint8Array.from(accepted),
  });

  it('keeps all visited states and tells apart those of the present temperature', () => {
    const trace = traceOf(4, [at(1, states(100, [1, 0, 1])), at(3, states(10, [0, 0, 1]))]);
    expect(show(trace, 2)).toMatchObject({ from: 1, counts: { visited: 3, taken: 2, refused: 1, walk: 2 } });
    expect(show(trace, 3).counts).toEqual({ visited: 6, taken: 1, refused: 2, walk: 3 });
    expect(show(trace, 3).words).toContain('temperature 10');
  });
});

describe('rectangles', () => {
  const made = (count: number): TraceEvent => ({
    type: 'rectangles',
    centers: new Float64Array(2 * count),
    halfSides: new Float64Array(2 * count).fill(1),
    fun: new Float64Array(count),
  });

  it('count one for each evaluation, forwards and backwards', () => {
    const trace = { ...traceOf(3, [at(1, made(5)), at(2, made(9))]), nfev: Float64Array.of(1, 5, 11) };
    expect(show(trace, 2).counts).toEqual({ rectangles: 11, divided: 9 });
    expect(show(trace, 1).counts).toEqual({ rectangles: 5, divided: 5 });
    expect(show(trace, 2).counts).toEqual({ rectangles: 11, divided: 9 });
    expect(show(trace, 0)).toMatchObject({ from: Infinity, counts: {} });
  });
});

describe('complex and population', () => {
  it('shows mesh, pool and the searches from it', () => {
    const complex: TraceEvent = {
      type: 'complex',
      points: Float64Array.of(0, 0, 1, 0, 0, 1),
      fun: Float64Array.of(1, 2, 3),
      edges: Int32Array.of(0, 1, 1, 2, 2, 0),
      pool: Int32Array.of(0),
    };
    expect(show(traceOf(3, [at(1, complex)]), 2).counts).toEqual({ edges: 3, vertices: 3, pool: 1 });
  });

  it('draws a path only from the last population on', () => {
    const population: TraceEvent = {
      type: 'population',
      points: new Float64Array(8),
      fun: Float64Array.of(4, 3, 2, 5),
      best: 2,
    };
    const trace = traceOf(6, [at(1, population), at(3, population)]);
    expect(show(trace, 0).from).toBe(Infinity);
    expect(show(trace, 2)).toMatchObject({ from: 1, counts: { members: 4, best: 1 } });
    expect(show(trace, 5)).toMatchObject({ from: 3, words: 'it   4 members   best f 2' });
    expect(show(traceOf(6, []), 5).from).toBe(0);
  });
});

describe('the ellipse of a normal distribution', () => {
  it('has the axes of the distribution in two variables, however it is turned', () => {
    for (const angle of [0, 0.3, 1.2, 2, 3]) {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const {
        long,
        short,
        angle: turned,
      } = marginalEllipse(Float64Array.of(3 * c, 3 * s, -0.5 * s, 0.5 * c), 2, [0, 1]);
      expect(long).toBeCloseTo(3, 12);
      expect(short).toBeCloseTo(0.5, 12);
      expect(Math.abs(Math.cos(turned - angle))).toBeCloseTo(1, 12);
    }
  });

  it('is the shadow on the shown coordinates for more', () => {
    const axes = Float64Array.of(0, 0, 4, 2, 0, 0, 0, 1, 0);
    expect(marginalEllipse(axes, 3, [0, 1])).toEqual({ long: 2, short: 1, angle: 0 });
    expect(marginalEllipse(axes, 3, [1, 2])).toMatchObject({ long: 4, short: 1 });
  });
});
