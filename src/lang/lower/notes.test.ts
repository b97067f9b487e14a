import { describe, expect, it } from 'vitest';
import { evaluate } from '../../ir/evaluate';
import { parseLoss } from '../parse-loss';
import type { Sighting, Snapshot } from './notes';

/** The value at the nth place where `name` stands. */
function look(source: string, name: string, nth: number, x: readonly number[]) {
  const parsed = parseLoss(source, { notes: true, n: x.length });
  if (!parsed.ok) throw new Error(parsed.diagnostics[0]?.message);
  const places = [...source.matchAll(new RegExp(`(?<![\\w.])${name.replace(/[[\]]/g, '\\$&')}(?![\\w])`, 'g'))];
  const from = places.at(nth)!.index;
  const sighting = parsed.sightings.find((each) => each.from === from && each.to === from + name.length);
  const valueOf = (shot: Snapshot | null | undefined): unknown => {
    if (shot?.kind === 'number') return shot.value;
    if (shot?.kind === 'list') return shot.items.map(valueOf);
    if (shot?.kind !== 'array' || !shot.node) return null;
    const { inputs, graph } = parsed.program;
    return [...evaluate({ inputs, outputs: [shot.node], graph }, [Float64Array.from(x)])[0]!];
  };
  return { sighting, value: valueOf(sighting?.value), final: valueOf(sighting?.final) };
}

const shapeOf = (sighting: Sighting | undefined) =>
  sighting?.value.kind === 'array' ? sighting.value.shape : sighting?.value.kind;

describe('notes', () => {
  const python = `def f(x):
    a = x[0] * 2
    s = 0.0
    for i in range(50):
        t = a * i
        s += t
    return s + x[1]`;

  it('knows parameters, locals and elements at the point', () => {
    expect(look(python, 'x', 0, [3, 5]).value).toEqual([3, 5]);
    expect(look(python, 'a', 0, [3, 5]).value).toEqual([6]);
    expect(look(python, 'x[1]', 0, [3, 5]).value).toEqual([5]);
    expect(look(python, 's', 0, [3, 5]).value).toBe(0);
  });

  it('gives names inside a loop a shape, and a variable from outside its last value', () => {
    const inner = look(python, 't', 0, [3, 5]);
    expect(inner.value).toBeNull();
    expect(inner.sighting?.varies).toBe(true);
    expect(shapeOf(inner.sighting)).toEqual([]);
    const sum = look(python, 's', 1, [3, 5]);
    expect(sum.sighting?.varies).toBe(true);
    expect(sum.final).toEqual([6 * 1225]);
    expect(look(python, 's', -1, [3, 5]).value).toEqual([6 * 1225]);
  });

  it('tells the iterations of a written-out loop apart', () => {
    const source = 'function f(x) {\n let s = 0;\n for (const v of x) { const w = v * v; s += w }\n return s\n}';
    const w = look(source, 'w', 0, [3, 5]);
    expect([w.sighting?.varies, w.final]).toEqual([true, null]);
    expect(look(source, 's', 1, [3, 5]).final).toEqual([34]);
    expect(look(source, 's', 2, [3, 5]).value).toEqual([34]);
  });

  it('an update shows what it made, not what it found', () => {
    const source = '(x, y) => { let a = x; a += y; return a * a }';
    expect(look(source, 'a', 0, [3, 5]).value).toEqual([3]);
    expect(look(source, 'a', 1, [3, 5]).value).toEqual([8]);
  });

  it('knows functions and destructured names', () => {
    const source = '([a, b]) => { const q = [a + b, 1]; return Math.cos(q[0]) }';
    expect(look(source, 'b', 0, [3, 5]).value).toEqual([5]);
    expect(look(source, 'q', 0, [3, 5]).value).toEqual([[8], 1]);
    const parsed = parseLoss(source, { notes: true });
    const cos = parsed.ok && parsed.sightings.find(({ from }) => from === source.indexOf('cos'));
    expect(cos && cos.value).toMatchObject({ kind: 'builtin', name: 'cos' });
  });

  it('an array read in a loop has its value all the same', () => {
    const source = 'def f(x):\n    s = 0\n    for i in range(20):\n        s += x[0] * i\n    return s';
    expect(look(source, 'x', 1, [3, 5]).value).toEqual([3, 5]);
  });

  it('costs nothing where nobody asked', () => {
    const parsed = parseLoss(python);
    expect(parsed.ok && parsed.sightings).toEqual([]);
  });
});
