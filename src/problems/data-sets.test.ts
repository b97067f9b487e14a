/** The data sets give the results that are published of them: no number was mistyped. */
import { describe, expect, it } from 'vitest';
import { builtInData } from './data-sets';

const columns = (id: string): Record<string, readonly number[]> =>
  Object.fromEntries(builtInData.find((set) => set.id === id)!.arrays.map(({ name, values }) => [name, values]));

const squares = (n: readonly number[], residual: (i: number) => number): number =>
  n.reduce((sum, _, i) => sum + residual(i) ** 2, 0);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('data sets', () => {
  it('Misra1a has the certified residual sum of squares at the certified parameters', () => {
    const { x, y } = columns('misra1a');
    const rss = squares(x!, (i) => y![i]! - 2.3894212918e2 * (1 - Math.exp(-5.5015643181e-4 * x![i]!)));
    expect(rss).toBeCloseTo(1.2455138894e-1, 9);
  });

  it('Puromycin has the residual standard error of 10.93 on 10 degrees of freedom that Bates and Watts print', () => {
    const { conc, rate } = columns('puromycin');
    const rss = squares(conc!, (i) => rate![i]! - (212.7 * conc![i]!) / (0.06412 + conc![i]!));
    expect(Math.sqrt(rss / 10)).toBeCloseTo(10.93, 2);
  });

  it("Anscombe's four have one regression line", () => {
    const { x, y1, y2, y3, x4, y4 } = columns('anscombe');
    for (const [u, v] of [
      [x!, y1!],
      [x!, y2!],
      [x!, y3!],
      [x4!, y4!],
    ] as const) {
      const [mu, mv] = [mean(u), mean(v)];
      const slope = u.reduce((sum, value, i) => sum + (value - mu) * (v[i]! - mv), 0) / squares(u, (i) => u[i]! - mu);
      expect([mu, mv]).toEqual([9, expect.closeTo(7.5, 2)]);
      expect([slope, mv - slope * mu]).toEqual([expect.closeTo(0.5, 2), expect.closeTo(3, 2)]);
      expect(squares(v, (i) => v[i]! - mv) / 10).toBeCloseTo(4.125, 1);
    }
  });
});
