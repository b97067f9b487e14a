/** What can be written at a place in a loss, and what a word in it means: pure functions on its text. */
import type { Language, Vocabulary, Word } from '../../types';

/** A word to offer; `local` ones are the loss's own. */
export interface Suggestion extends Omit<Word, 'kind'> {
  readonly kind: Word['kind'] | 'local';
}

/** Where a word begins, and what it may become. */
export interface Suggestions {
  readonly from: number;
  readonly words: readonly Suggestion[];
}

const dotted = /(?<![\w$.\])])((?:[A-Za-z_$][\w$]*\.)+)([A-Za-z_$]?[\w$]*)$/;
const afterValue = /[\])]\s*\.([A-Za-z_$]?[\w$]*)$/;
const plainWord = /(?<![\w$.])([\p{L}_$][\p{L}\w$]*)$/u;

/** Letters before a list opens by itself. */
const enoughLetters = 2;

/** The words that fit before `position`.
 *  @param locals    names that the text itself binds
 *  @param explicit  somebody asked: a list opens after one letter, or none
 *  @returns         null where nothing fits, or the word is complete and could become no other */
export function suggestionsAt(
  vocabulary: Vocabulary,
  language: Language,
  text: string,
  position: number,
  locals: readonly string[],
  explicit: boolean,
): Suggestions | null {
  const before = text.slice(Math.max(0, position - 200), position);
  const path = dotted.exec(before);
  if (path) {
    const [, names, word] = path as unknown as [string, string, string];
    const module = moduleOf(vocabulary, language, text, names.slice(0, -1).split('.'));
    const words = module === null ? vocabulary.methods[language] : (vocabulary.modules[module] ?? []);
    return offered(words, word, position);
  }
  const method = afterValue.exec(before);
  if (method) return offered(vocabulary.methods[language], method[1]!, position);
  const word = plainWord.exec(before)?.[1] ?? '';
  const isOpen = word !== '' || !/[\w$.]$/.test(before);
  if (!isOpen || (!explicit && word.length < enoughLetters)) return null;
  const own = [...new Set(locals)].map(localWord);
  const names = new Set(own.map(({ name }) => name));
  const imported = importedWords(vocabulary, language, text).filter(({ name }) => !names.has(name));
  for (const { name } of imported) names.add(name);
  const others = vocabulary.globals[language].filter(({ name }) => !names.has(name));
  return offered([...own, ...imported, ...others], word, position);
}

/** The word of the language that is spelled at a position, with where it stands. */
export function wordAt(
  vocabulary: Vocabulary,
  language: Language,
  text: string,
  position: number,
): { readonly from: number; readonly to: number; readonly spelled: string; readonly word: Word } | null {
  const isLetter = (at: number): boolean => /[\p{L}\w$]/u.test(text[at] ?? '');
  let from = position;
  let to = position;
  while (from > 0 && isLetter(from - 1)) from--;
  while (to < text.length && isLetter(to)) to++;
  if (from === to) return null;
  const name = text.slice(from, to);
  const path = /((?:[A-Za-z_$][\w$]*\.)+)$/.exec(text.slice(Math.max(0, from - 100), from))?.[1] ?? '';
  const segments = path.split('.').slice(0, -1);
  if (segments.length === 0) {
    const words = [...importedWords(vocabulary, language, text), ...vocabulary.globals[language]];
    const isMember = text[from - 1] === '.';
    const word = (isMember ? vocabulary.methods[language] : words).find((each) => each.name === name);
    return word ? { from, to, spelled: name, word } : null;
  }
  const module = moduleOf(vocabulary, language, text, segments);
  const words = module === null ? vocabulary.methods[language] : (vocabulary.modules[module] ?? []);
  const word = words.find((each) => each.name === name);
  return word ? { from, to, spelled: module === null ? name : path + name, word } : null;
}

function offered(words: readonly Suggestion[], word: string, position: number): Suggestions | null {
  const fitting = words.filter(({ name }) => name.toLowerCase().startsWith(word.toLowerCase()));
  if (fitting.length === 1 && fitting[0]!.name === word) return null;
  return words.length === 0 ? null : { from: position - word.length, words };
}

const localWord = (name: string): Suggestion => ({ name, kind: 'local', signature: '', doc: 'A name of this loss.' });

/** The full name of the module that a path stands for; null when it is no module, and so a value. */
function moduleOf(
  vocabulary: Vocabulary,
  language: Language,
  text: string,
  [first, ...rest]: readonly string[],
): string | null {
  const root = importedModules(language, text).get(first!) ?? vocabulary.aliases[language][first!];
  if (root === undefined) return null;
  return [root, ...rest].join('.');
}

/** Modules by the names that the text imports them under. */
function importedModules(language: Language, text: string): Map<string, string> {
  const modules = new Map<string, string>();
  if (language !== 'python') return modules;
  for (const [, path, alias] of text.matchAll(/^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?/gm)) {
    if (alias) modules.set(alias, path!);
    else modules.set(path!.split('.')[0]!, path!.split('.')[0]!);
  }
  for (const { module, name, alias } of fromImports(text)) modules.set(alias, `${module}.${name}`);
  return modules;
}

function fromImports(text: string): { module: string; name: string; alias: string }[] {
  return [...text.matchAll(/^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+\(?([^)\n#]+)/gm)].flatMap(([, module, list]) =>
    list!.split(',').flatMap((part) => {
      const [, name, alias] = /^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/.exec(part) ?? [];
      return name ? [{ module: module!, name, alias: alias ?? name }] : [];
    }),
  );
}

/** What `from math import sin` brings. */
function importedWords(vocabulary: Vocabulary, language: Language, text: string): Word[] {
  if (language !== 'python') return [];
  return fromImports(text).flatMap(({ module, name, alias }) => {
    const word = vocabulary.modules[module]?.find((each) => each.name === name);
    return word ? [{ ...word, name: alias }] : [];
  });
}
