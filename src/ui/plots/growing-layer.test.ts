/** The layer paints each thing once, and all of them anew when it must: watched on canvases that write down their calls. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { GrowingLayer } from './growing-layer';

/** A canvas whose context knows the calls and the sizes that were set. */
class Canvas {
  readonly calls: string[] = [];
  globalAlpha = 1;
  private w = 0;
  readonly height = 10;
  get width(): number {
    return this.w;
  }
  set width(value: number) {
    this.w = value;
    this.calls.push('clear');
  }
  getContext(): unknown {
    const note = (name: string) => (): void => void this.calls.push(name);
    return {
      canvas: this,
      globalAlpha: 0.5,
      setTransform: note('transform'),
      getTransform: () => 'as below',
      save: note('save'),
      restore: note('restore'),
      resetTransform: note('identity'),
      drawImage(this: { globalAlpha: number }, from: Canvas) {
        made.push(from);
        alphas.push(this.globalAlpha);
      },
    };
  }
}

let made: Canvas[] = [];
let alphas: number[] = [];

beforeEach(() => {
  made = [];
  alphas = [];
  vi.stubGlobal('document', { createElement: () => Object.assign(new Canvas(), { height: 0 }) });
});

describe('GrowingLayer', () => {
  const things = ['a', 'b', 'c', 'd'];
  const painted: string[] = [];
  const below = (width = 20): CanvasRenderingContext2D => {
    const canvas = new Canvas();
    canvas.width = width;
    return canvas.getContext() as CanvasRenderingContext2D;
  };
  const lay = (layer: GrowingLayer<string>, count: number, of = things, look: unknown[] = ['red'], width = 20) => {
    painted.length = 0;
    layer.lay(below(width), of, count, look, 0.5, (_, fresh) => painted.push(...fresh));
    return painted.join('');
  };

  it('paints only what is new', () => {
    const layer = new GrowingLayer<string>();
    expect(lay(layer, 2)).toBe('ab');
    expect(lay(layer, 2)).toBe('');
    expect(lay(layer, 4)).toBe('cd');
    expect(made[0]!.calls.filter((call) => call === 'clear')).toHaveLength(1);
  });

  it('is laid on in every frame, whole, with its alpha times that of the canvas below', () => {
    const layer = new GrowingLayer<string>();
    for (const count of [1, 1, 3]) lay(layer, count);
    expect(new Set(made).size).toBe(1);
    expect(alphas).toEqual([0.25, 0.25, 0.25]);
  });

  it.each<[string, number, string[], unknown[], number, string]>([
    ['the timeline goes back', 2, things, ['red'], 20, 'ab'],
    ['the look changes', 3, things, ['blue'], 20, 'abc'],
    ['the size changes', 3, things, ['red'], 30, 'abc'],
    ['things were thinned', 2, ['a', 'c'], ['red'], 20, 'ac'],
    ['a thing was exchanged', 3, ['a', 'b', 'x'], ['red'], 20, 'abx'],
  ])('begins anew when %s', (_, count, of, look, width, expected) => {
    const layer = new GrowingLayer<string>();
    expect(lay(layer, 3)).toBe('abc');
    expect(lay(layer, count, of, look, width)).toBe(expected);
    expect(made[0]!.calls.filter((call) => call === 'clear')).toHaveLength(2);
  });
});
