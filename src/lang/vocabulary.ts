/**
 * The words of the language as plain data: what completion offers and hover explains, from the table that lowering
 * itself uses. Signatures are written as the language in question writes them.
 */
import type { Builtin } from './functions/builtin';
import type { Home } from './functions/home';
import { moduleHomes, usualAliases } from './functions/lookup';
import { constantsOf, functionTable } from './functions/table';
import { constantNames, functionNames } from './syntax/formula-names';
import type { Language } from './syntax/tree';

/** One word: a function, a constant or a module. */
export interface Word {
  readonly name: string;
  readonly kind: 'function' | 'constant' | 'module';
  /** parameters in brackets; the value of a constant; empty for a module */
  readonly signature: string;
  readonly doc: string;
}

/** All words by where they stand. */
export interface Vocabulary {
  /** names that need nothing before them */
  readonly globals: Readonly<Record<Language, readonly Word[]>>;
  /** members by the module's full name: `numpy`, `torch.nn.functional`, `Math`, `Array` */
  readonly modules: Readonly<Record<string, readonly Word[]>>;
  /** module names by what stands for them without an import: np → numpy */
  readonly aliases: Readonly<Record<Language, Readonly<Record<string, string>>>>;
  /** what follows the dot after an array or a list */
  readonly methods: Readonly<Record<Language, readonly Word[]>>;
}

/** Modules that share a home with others offer their own part of it only. */
const ownMembers: Readonly<Record<string, readonly string[]>> = {
  jax: ['jit', 'vmap', 'checkpoint'],
  'jax.lax': ['scan', 'map', 'fori_loop', 'while_loop', 'cond', 'select'],
  numba: ['njit', 'jit'],
  functools: ['reduce', 'partial'],
};

const byName = (a: Word, b: Word): number => a.name.localeCompare(b.name, 'en');

/** A signature of the table in the language's own writing.
 *  @param isMethod  the first parameter stands before the dot */
export function writeSignature(signature: string, language: Language, isMethod: boolean): string {
  const all = signature.slice(1, -1).split(/,\s*(?![^[(]*[\])])/);
  const parts = (isMethod && !all[0]?.startsWith('*') ? all.slice(1) : all).filter((part) => part !== '');
  if (language === 'python') return `(${parts.join(', ')})`;
  const written = parts
    .filter((part) => part !== '*' && part !== '/')
    .map((part) => part.replace(/^\*+/, '...').replace(/=None$/, '?'));
  return `(${written.join(', ')})`;
}

function functionsIn(home: Home, language: Language, isMethod = false): Word[] {
  const seen = new Set<string>();
  return functionTable.flatMap((builtin) =>
    (builtin.homes[home] ?? []).flatMap((name): Word[] => {
      if (seen.has(name)) return [];
      seen.add(name);
      return [wordOf(builtin, name, language, isMethod)];
    }),
  );
}

function wordOf({ signature, doc }: Builtin, name: string, language: Language, isMethod: boolean): Word {
  return { name, kind: 'function', signature: writeSignature(signature, language, isMethod), doc };
}

const constantsIn = (home: Home): Word[] =>
  Object.entries(constantsOf[home] ?? {}).map(([name, value]) => ({
    name,
    kind: 'constant',
    signature: `= ${value}`,
    doc: 'Constant.',
  }));

const moduleWord = (name: string, module: string): Word => ({
  name,
  kind: 'module',
  signature: '',
  doc: name === module ? 'Module.' : `The module ${module}.`,
});

function membersOf(module: string): Word[] {
  const language = module === 'Math' ? 'javascript' : 'python';
  const words = new Map<string, Word>();
  for (const home of moduleHomes[module] ?? []) {
    for (const word of [...constantsIn(home), ...functionsIn(home, language)]) {
      if (!words.has(word.name)) words.set(word.name, word);
    }
  }
  const own = ownMembers[module];
  const members = own ? own.flatMap((name) => words.get(name) ?? []) : [...words.values()];
  const prefix = `${module}.`;
  const inner = Object.keys(moduleHomes).flatMap((path) =>
    path.startsWith(prefix) ? [path.slice(prefix.length).split('.')[0]!] : [],
  );
  return [...members, ...[...new Set(inner)].map((name) => moduleWord(name, prefix + name))].toSorted(byName);
}

/** `Array.from`, `Number.EPSILON`: JavaScript's own namespaces and what they hold; plain names under ''. */
function javascriptNames(): Map<string, Word[]> {
  const spaces = new Map<string, Word[]>();
  for (const word of [...functionsIn('javascript', 'javascript'), ...constantsIn('javascript')]) {
    const dot = word.name.indexOf('.');
    const space = dot < 0 ? '' : word.name.slice(0, dot);
    spaces.set(space, [...(spaces.get(space) ?? []), { ...word, name: word.name.slice(dot + 1) }]);
  }
  return spaces;
}

/** Every word of the language. Cost: about 700 small objects; ask once. */
export function vocabulary(): Vocabulary {
  const spaces = javascriptNames();
  const plain = spaces.get('') ?? [];
  spaces.delete('');
  const modules = [...Object.keys(moduleHomes), ...Object.values(usualAliases)];
  // Partial modules such as torch.nn are on the way to their members.
  const ways = modules.flatMap((path) => path.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.')));
  const namespaces = [...spaces.keys()].filter((name) => !plain.some((word) => word.name === name));
  return {
    globals: {
      javascript: [...plain, moduleWord('Math', 'Math'), ...namespaces.map((name) => moduleWord(name, name))].toSorted(
        byName,
      ),
      python: [
        ...functionsIn('python', 'python'),
        ...Object.entries(usualAliases).map(([alias, module]) => moduleWord(alias, module)),
      ].toSorted(byName),
      formula: formulaWords(),
    },
    modules: {
      ...Object.fromEntries([...new Set(ways)].map((module) => [module, membersOf(module)])),
      ...Object.fromEntries([...spaces].map(([name, words]) => [name, words.toSorted(byName)])),
    },
    aliases: {
      python: usualAliases,
      javascript: { Math: 'Math', ...Object.fromEntries([...spaces.keys()].map((name) => [name, name])) },
      formula: {},
    },
    methods: {
      python: uniqueWords([...functionsIn('method', 'python', true), ...functionsIn('list', 'python', true)]),
      javascript: functionsIn('array', 'javascript', true).toSorted(byName),
      formula: [],
    },
  };
}

/** A formula's functions by each of their spellings, its sums and products, its constants. */
function formulaWords(): Word[] {
  const functions = [...functionNames].flatMap(([spelling, row]): Word[] => {
    const builtin = functionTable.find(({ homes }) => homes.formula?.includes(row));
    return builtin ? [wordOf(builtin, spelling, 'formula', false)] : [];
  });
  const bigOperators = (['sum', 'prod'] as const).map((name): Word => ({
    name,
    kind: 'function',
    signature: '(i = 1..n, expression)',
    doc: `${name === 'sum' ? 'Sum' : 'Product'} over an index, or over all elements: ${name}(x_i^2).`,
  }));
  const constants = Object.entries(constantNames).map(([name, value]): Word => ({
    name,
    kind: 'constant',
    signature: `= ${value}`,
    doc: 'Constant.',
  }));
  return [...functions, ...bigOperators, ...constants].toSorted(byName);
}

const uniqueWords = (words: readonly Word[]): Word[] =>
  [...new Map(words.toReversed().map((word) => [word.name, word])).values()].toSorted(byName);
