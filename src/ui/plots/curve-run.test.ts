/** What a run draws on a curve: counted on a canvas that only listens, and the point that slides along it. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeLandscape, makeRun, makeTrace } from '../test-data';
import type { Landscape, Trace } from '../types';
import { curvePlane } from './curve';
import { curvePointAt, drawCurveRun, projectOnCurve, slopeAt } from './curve-run';
import { Tally } from './events/scene';
import { plotColors, runStyle } from './palette';
import type { Plane } from './plane';

const parabola: Landscape = {
  ...makeLandscape(201, 1, (x) => x * x),
  slopes: Float32Array.from({ length: 201 }, (_, k) => (2 * k) / 200),
};
const rect = { left: 0, top: 0, width: 400, height: 300 };
const plane: Plane = { ...curvePlane(rect, parabola, [0, 1]), axes: [0, 0] };
const style = runStyle(0, 'light');

beforeAll(() => vi.stubGlobal('Path2D', class {}));

const deaf = (): CanvasRenderingContext2D =>
  new Proxy({ globalAlpha: 1 } as Record<string | symbol, unknown>, {
    get: (held, key) => (key in held ? held[key] : () => undefined),
    set: (held, key, value) => {
      held[key] = value;
      return true;
    },
  }) as unknown as CanvasRenderingContext2D;

/** Three iterates on the parabola with their derivatives. */
const trace = makeTrace([[0.9], [0.5], [0.1]], [0.81, 0.25, 0.01], { slope: Float64Array.of(1.8, 1, 0.2) });

function counts(shown: Trace, position: number): Readonly<Record<string, number>> {
  const tally = new Tally();
  const frame = { context: deaf(), plane, position, colors: plotColors('light'), tally };
  drawCurveRun(frame, projectOnCurve(makeRun('SGD', shown), style, plane), parabola, 'SGD', 'normal');
  return tally.counts;
}

describe('marks of a run on a curve', () => {
  it('are a point and a tangent at the start, and a step from then on', () => {
    expect(counts(trace, 0)).toEqual({ trail: 1, tangents: 1, points: 1 });
    expect(counts(trace, 0.5)).toEqual({ trail: 1, steps: 1, tangents: 1, points: 1 });
    expect(counts(trace, 2)).toEqual({ trail: 3, steps: 1, tangents: 1, points: 1 });
  });

  it('lack the tangent where no derivative is known', () => {
    const { slope: _, ...without } = trace;
    expect(counts(without, 1)).not.toHaveProperty('tangents');
    expect(counts(without, 1.5)).toHaveProperty('tangents');
  });

  it('show a population, and all ends of a multi-start so far', () => {
    const population = {
      type: 'population',
      points: Float64Array.of(0.2, 0.6),
      fun: Float64Array.of(0.04, 0.36),
      best: 0,
    };
    expect(counts({ ...trace, events: [{ at: 1, event: population as never }] }, 1)).toMatchObject({ samples: 2 });
    const jump = (at: number, to: number) => ({
      at,
      event: {
        type: 'jump' as const,
        from: Float64Array.of(1),
        landed: Float64Array.of(1),
        to: Float64Array.of(to),
        fun: to * to,
        accepted: true,
        stepSize: 0,
      },
    });
    expect(counts({ ...trace, events: [jump(1, 0.5), jump(2, 0.1)] }, 1)).toMatchObject({ samples: 1 });
    expect(counts({ ...trace, events: [jump(1, 0.5), jump(2, 0.1)] }, 2)).toMatchObject({ samples: 2 });
  });
});

describe('the sliding point', () => {
  it('is the recorded one at an iterate, and on the curve between two', () => {
    const run = makeRun('SGD', trace);
    expect(curvePointAt(run, 1, parabola)).toEqual({ x: 0.5, fun: 0.25, slope: 1 });
    const between = curvePointAt(run, 0.5, parabola);
    expect(between.x).toBeCloseTo(0.7, 12);
    expect(between.fun).toBeCloseTo(0.49, 4);
    expect(between.slope).toBeCloseTo(1.4, 5);
  });

  it('goes straight outside the picture, where there is no tangent', () => {
    const run = makeRun('SGD', makeTrace([[2], [4]], [4, 16], { slope: Float64Array.of(4, 8) }));
    expect(curvePointAt(run, 0.5, parabola)).toEqual({ x: 3, fun: 10, slope: NaN });
    expect(slopeAt({ ...parabola, slopes: undefined } as never, 0.5)).toBeNaN();
  });
});

describe('the box of a curve', () => {
  it('cuts steep walls, so that the ground shows', () => {
    const steep = makeLandscape(201, 1, (x) => (x > 0.97 ? 1000 : x));
    expect(curvePlane(rect, steep, [0, 1]).y.domain[1]).toBeLessThan(3);
    expect(curvePlane(rect, parabola, [0, 1]).y.domain[1]).toBeGreaterThan(1);
  });
});
