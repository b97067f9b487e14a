import { describe, expect, it } from 'vitest';
import { makeLandscape } from '../test-data';
import { contourFigure } from './contour-figure';
import { boxScales } from './field';
import { contourLevels, heightMap } from './levels';
import { plotColors } from './palette';

function figureOf(width: number, f: (x: number, y: number) => number) {
  const landscape = makeLandscape(width, width, f);
  const map = heightMap(landscape.values, null, true);
  return contourFigure({
    landscape,
    map,
    levels: contourLevels(map),
    scales: boxScales({ left: 0, top: 0, width: 400, height: 300 }, [0, 1], [0, 1]),
    margins: { left: 0, right: 0, top: 0, bottom: 0 },
    size: { width: 400, height: 300 },
    titles: { x: 'a', y: 'b' },
    colors: plotColors('light'),
  });
}

describe('the contour figure', () => {
  it('hands Plotly gaps for values that are not finite', () => {
    const z = figureOf(3, (x) => (x === 0 ? Number.NaN : x)).data[0]!['z'] as (number | null)[][];
    expect(z.map((row) => row[0])).toEqual([null, null, null]);
    expect(z[0]!.slice(1).every((height) => Number.isFinite(height))).toBe(true);
  });

  it('thins a fine grid, both ends kept', () => {
    const trace = figureOf(400, (x, y) => x + y).data[0]!;
    const x = trace['x'] as number[];
    expect(x.length).toBe(161);
    expect([x[0], x.at(-1)]).toEqual([0, 1]);
    expect((trace['z'] as number[][]).length).toBe(161);
  });

  it('writes f − f* on the levels through the color bar', () => {
    const bar = figureOf(20, (x, y) => x * x + y * y).data[0]!['colorbar'] as {
      tickvals: number[];
      ticktext: string[];
    };
    expect(bar.ticktext.length).toBe(bar.tickvals.length);
    bar.tickvals.forEach((height, i) => {
      const value = Number(bar.ticktext[i]);
      if (Number.isFinite(value)) expect(value).toBeCloseTo(10 ** height, 1);
    });
  });
});
