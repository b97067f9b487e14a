import { describe, expect, it } from 'vitest';
import { parseLoss } from './parse-loss';
import { vocabulary, writeSignature } from './vocabulary';

const words = vocabulary();
const find = (list: readonly { readonly name: string }[] | undefined, name: string) =>
  list?.find((word) => word.name === name);

describe('vocabulary', () => {
  it('has the members of modules with their signatures', () => {
    expect(find(words.modules['numpy'], 'sin')).toMatchObject({ kind: 'function', signature: '(a)' });
    expect(find(words.modules['numpy'], 'linalg')).toMatchObject({ kind: 'module' });
    expect(find(words.modules['numpy.linalg'], 'solve')).toMatchObject({ signature: '(a, b)' });
    expect(find(words.modules['math'], 'pi')).toMatchObject({ kind: 'constant' });
    expect(find(words.modules['torch.nn'], 'functional')).toMatchObject({ kind: 'module' });
    expect(find(words.modules['Math'], 'hypot')).toMatchObject({ kind: 'function', signature: '(...values)' });
    expect(find(words.modules['Array'], 'from')).toMatchObject({ signature: '(a, f?)' });
  });

  it('writes methods without what stands before the dot', () => {
    expect(find(words.methods.javascript, 'slice')).toMatchObject({ signature: '(start=0, end?)' });
    expect(find(words.methods.python, 'sum')).toMatchObject({ signature: '(axis=None, keepdims=False)' });
    expect(writeSignature('(a, *rest)', 'javascript', false)).toBe('(a, ...rest)');
    expect(writeSignature('(*values)', 'python', true)).toBe('(*values)');
  });

  it('offers a formula the spellings that a formula may use', () => {
    for (const name of ['sin', 'ln', 'sum', 'pi', 'max']) expect(find(words.globals.formula, name)).toBeDefined();
    expect(find(words.globals.formula, 'minimum_of')).toBeUndefined();
  });

  it('offers no word twice, and none without a line of explanation', () => {
    const lists = [...Object.values(words.globals), ...Object.values(words.methods), ...Object.values(words.modules)];
    for (const list of lists) {
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
      for (const word of list) expect(word.doc, word.name).not.toBe('');
    }
  });

  it('offers only what the compiler knows', () => {
    const unknown: string[] = [];
    const isKnown = (language: 'python' | 'javascript', name: string): boolean => {
      const source = language === 'python' ? `lambda x, y: (${name}, x + y)[1]` : `(x, y) => [${name}, x + y][1]`;
      return parseLoss(source, { language }).ok;
    };
    for (const [module, members] of Object.entries(words.modules)) {
      const isJavaScript = module in words.aliases.javascript;
      const alias = Object.entries(words.aliases.python).find(([, path]) => path === module)?.[0];
      if (!isJavaScript && !alias) continue;
      for (const { name } of members) {
        const spelled = `${alias ?? module}.${name}`;
        if (!isKnown(isJavaScript ? 'javascript' : 'python', spelled)) unknown.push(spelled);
      }
    }
    expect(unknown).toEqual([]);
  });
});
