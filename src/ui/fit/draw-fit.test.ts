import { describe, expect, it } from 'vitest';
import { plotColors } from '../plots/palette';
import { blocksOf, drawBlocks } from './draw-fit';

describe('parameters as cells', () => {
  const blocks = blocksOf([{ name: 'W', shape: [3, 5] }, { name: 'b', shape: [5] }, { name: 'c' }]);

  it('lie one after another in x, a matrix by rows', () => {
    expect(blocks).toEqual([
      { name: 'W', rows: 3, columns: 5, from: 0 },
      { name: 'b', rows: 1, columns: 5, from: 15 },
      { name: 'c', rows: 1, columns: 1, from: 20 },
    ]);
  });

  it('are one for each finite number', () => {
    const context = { fillText: () => undefined, fillRect: () => undefined } as unknown as CanvasRenderingContext2D;
    const plot = plotColors('light');
    const colors = { plus: '#045f91', minus: '#9f440e', plot };
    const rect = { left: 0, top: 0, width: 300, height: 200 };
    const x = Float64Array.from({ length: 21 }, (_, k) => (k === 4 ? NaN : k - 10));
    expect(drawBlocks(context, rect, blocks, x, colors)).toBe(20);
  });
});
