/** The walls of the house: a folder imports only from itself and from the folders that it is allowed to; no cycles. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve('src');

// Ground first. `study`, `worker` may use all above them.
const order = [
  'math',
  'ir',
  'lang',
  'emit',
  'problems',
  'solve',
  'drive',
  'gpu',
  'torch',
  'study',
  'worker',
  'store',
  'ui',
] as const;
type Folder = (typeof order)[number];

const allowed: Record<Folder, readonly Folder[]> = {
  math: [],
  ir: ['math'],
  lang: ['math', 'ir'],
  emit: ['math', 'ir'],
  problems: [],
  solve: ['math'],
  drive: ['math', 'solve'],
  gpu: ['math', 'ir', 'emit'],
  torch: ['math', 'solve', 'drive', 'gpu'],
  study: ['math', 'ir', 'lang', 'emit', 'problems', 'solve', 'drive', 'gpu', 'torch'],
  worker: ['math', 'ir', 'lang', 'emit', 'problems', 'solve', 'drive', 'gpu', 'torch', 'study'],
  store: ['worker', 'study', 'problems'],
  ui: ['store'],
};

// Packages that only one folder may touch.
const owners: Record<string, Folder> = {
  'webgpu-torch': 'torch',
  acorn: 'lang',
  '@lezer/python': 'lang',
  comlink: 'worker',
  'plotly.js': 'ui',
  katex: 'ui',
  zustand: 'store',
};

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|new URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta/g;

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const named = [...text.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3]!);
  const bare = [...text.matchAll(/(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g)].map((match) => match[1]!);
  return [...named, ...bare];
}

const folderOf = (file: string): string => relative(src, file).split('/')[0]!;
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);

function resolveImport(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const base = resolve(dirname(from), specifier.replace(/\?.*$/, ''));
  const candidates = [base, `${base}.ts`, `${base}.tsx`, join(base, 'index.ts')];
  return candidates.find((path) => files.has(path)) ?? null;
}

const files = new Set(sourceFiles(src));
const graph = new Map([...files].map((file) => [file, importsOf(file)]));

describe('layers', () => {
  it('no folder imports from a folder nearer to the roof', () => {
    const wrong: string[] = [];
    for (const [file, imports] of graph) {
      const folder = folderOf(file) as Folder;
      if (isTest(file) || !order.includes(folder)) continue;
      for (const specifier of imports) {
        const target = resolveImport(file, specifier);
        if (!target) continue;
        const to = folderOf(target) as Folder;
        if (to !== folder && !allowed[folder].includes(to))
          wrong.push(`${relative(src, file)} → ${relative(src, target)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('the golden data is used by tests alone', () => {
    const wrong = [...graph].flatMap(([file, imports]) =>
      isTest(file) || folderOf(file) === 'golden'
        ? []
        : imports.filter((specifier) => resolveImport(file, specifier)?.startsWith(join(src, 'golden'))),
    );
    expect(wrong).toEqual([]);
  });

  it('each owned package is touched by its owner alone, navigator.gpu by gpu alone', () => {
    const wrong: string[] = [];
    for (const [file, imports] of graph) {
      if (isTest(file)) continue;
      for (const specifier of imports) {
        const owner = Object.entries(owners).find(([name]) => specifier === name || specifier.startsWith(`${name}/`));
        if (owner && folderOf(file) !== owner[1]) wrong.push(`${relative(src, file)} → ${specifier}`);
      }
      if (!['gpu', 'torch'].includes(folderOf(file)) && /navigator\s*\.\s*gpu/.test(readFileSync(file, 'utf8'))) {
        wrong.push(`${relative(src, file)} uses navigator.gpu`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has no import cycles', () => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].map((step) => relative(src, step)).join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const specifier of graph.get(file) ?? []) {
        // A type-only import disappears in the output and cannot make a cycle at run time; worker URLs are entries.
        const target = resolveImport(file, specifier);
        if (target) visit(target, [...path, file]);
      }
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});
