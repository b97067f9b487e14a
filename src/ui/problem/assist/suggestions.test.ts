import { python } from '@codemirror/lang-python';
import { javascript } from '@codemirror/lang-javascript';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { vocabulary } from '../../../lang/vocabulary';
import type { Language } from '../../types';
import { cardOfName, cardText } from './card';
import { suggestionsAt, wordAt } from './suggestions';
import { boundNames, isProse } from './syntax';

const words = vocabulary();

/** Suggestions at the bar. */
function suggest(language: Language, marked: string, { locals = [] as string[], explicit = false } = {}) {
  const position = marked.indexOf('|');
  const text = marked.replace('|', '');
  return suggestionsAt(words, language, text, position, locals, explicit);
}
const linalg = ['cholesky', 'cross', 'det', 'inv', 'matrix_power', 'norm', 'slogdet', 'solve'];
const names = (found: ReturnType<typeof suggest>): string[] => found?.words.map(({ name }) => name) ?? [];

describe('suggestions', () => {
  it('offers members of a module after the dot, with signatures', () => {
    const found = suggest('python', 'lambda x: np.si|');
    expect(found?.from).toBe('lambda x: np.'.length);
    expect(found?.words.find(({ name }) => name === 'sin')).toMatchObject({
      signature: '(a)',
      doc: expect.any(String),
    });
    expect(names(suggest('javascript', 'x => Math.|'))).toContain('hypot');
    expect(names(suggest('python', 'np.linalg.|'))).toEqual(linalg);
    expect(names(suggest('javascript', 'x => Array.|'))).toContain('from');
  });

  it('follows imports', () => {
    expect(names(suggest('python', 'import numpy as nn\nlambda x: nn.ex|'))).toContain('expm1');
    expect(names(suggest('python', 'from numpy import linalg as la\nlambda x: la.|'))).toEqual(linalg);
    expect(names(suggest('python', 'from math import sin, cos as c\nlambda x: si|'))).toContain('sin');
    expect(names(suggest('python', 'lambda x: si|'))).not.toContain('sin');
    expect(names(suggest('python', 'import torch.nn.functional as F\nlambda x: F.so|'))).toContain('softplus');
  });

  it('offers methods after any other value', () => {
    expect(names(suggest('python', 'lambda x: x.su|'))).toContain('sum');
    expect(names(suggest('javascript', 'x => x.ma|'))).toContain('map');
    expect(names(suggest('javascript', 'x => f(x).re|'))).toContain('reduce');
  });

  it('offers own names first, then those of the language', () => {
    const found = suggest('python', 'def f(rate): return ra|', { locals: ['rate'] });
    expect(names(found)[0]).toBe('rate');
    expect(names(found)).toContain('range');
    expect(names(suggest('formula', 'sq|'))).toContain('sqrt');
  });

  it('stays silent in numbers, after one letter, and when the word is complete', () => {
    expect(suggest('python', 'lambda x: 2.|')).toBeNull();
    expect(suggest('python', 'lambda x: 1e|')).toBeNull();
    expect(suggest('python', 'lambda x: s|')).toBeNull();
    expect(names(suggest('python', 'lambda x: s|', { explicit: true }))).toContain('sum');
    expect(suggest('python', 'lambda x: np.cosh|')).toBeNull();
    expect(names(suggest('python', 'lambda x: np.cos|'))).toContain('cosh');
  });

  it('knows what a word means without compiling', () => {
    const text = 'lambda x: np.linalg.norm(x';
    expect(wordAt(words, 'python', text, text.indexOf('norm') + 2)).toMatchObject({
      spelled: 'np.linalg.norm',
      word: { kind: 'function' },
    });
    expect(wordAt(words, 'python', text, text.indexOf('x'))).toBeNull();
    expect(wordAt(words, 'javascript', 'x => Math.PI', 11)).toMatchObject({ word: { kind: 'constant' } });
  });
});

describe('the syntax tree', () => {
  const stateOf = (text: string, language: Language): EditorState =>
    EditorState.create({ doc: text, extensions: language === 'python' ? python() : javascript() });

  it('knows the names that a text binds', () => {
    const text = 'def loss(x, rate=other):\n    a, b = x\n    for i in range(3):\n        t = a * i\n    return t';
    expect(boundNames(stateOf(text, 'python'), 'python', 0).toSorted()).toEqual(
      ['a', 'b', 'i', 'loss', 'rate', 't', 'x'].toSorted(),
    );
    const script = 'function f([p, q]) { const s = p; for (const v of [q]) { s; } return v2 }';
    expect(boundNames(stateOf(script, 'javascript'), 'javascript', 0).toSorted()).toEqual(['f', 'p', 'q', 's', 'v']);
    expect(boundNames(stateOf('x_1 + tau', 'javascript'), 'formula', 9)).toEqual(['x_1']);
  });

  it('tells comments and texts from code', () => {
    const text = 'x = 1  # np.si\ny = "np.si"\nz = np.si';
    const state = stateOf(text, 'python');
    expect([text.indexOf('#') + 7, text.indexOf('"') + 4, text.length].map((at) => isProse(state, at))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('cards', () => {
  const at = { from: 0, to: 1 };
  it('say shape, value and point', () => {
    const value = { shape: [9], first: [1, 2, 3, 4, 5, 6] };
    expect(cardText(cardOfName({ ...at, kind: 'value', value, final: null }, 'x', 'at the start'))).toBe(
      'x vector of 9, is (1, 2, 3, 4, 5, 6, …), at the start',
    );
  });

  it('say what a loop does to a name', () => {
    const varying = { shape: [], first: null };
    expect(cardOfName({ ...at, kind: 'value', value: varying, final: null }, 't', '')).toMatchObject({
      detail: 'number',
      note: expect.stringContaining('loop'),
    });
    const final = { shape: [], first: [2.5] };
    expect(cardOfName({ ...at, kind: 'value', value: varying, final }, 's', 'at the start')).toMatchObject({
      value: '2.5',
      note: 'at the end, at the start',
    });
  });
});
