import { describe, expect, it } from 'vitest';
import { summarize } from '../header/progress';
import { runLabel, styleIndex } from '../run-look';
import { makeRun, makeTrace } from '../test-data';
import { searchRank } from './search';
import { parseVector } from './vector';

describe('vectors from people', () => {
  it('take commas, spaces and brackets; one number stands for all', () => {
    expect(parseVector('[1, -2 3]')).toEqual([1, -2, 3]);
    expect(parseVector('0.5', 3)).toEqual([0.5, 0.5, 0.5]);
    expect(parseVector('   ')).toBeNull();
  });

  it('say what is wrong', () => {
    expect(parseVector('1, two')).toMatch(/“two” is not a number/);
    expect(parseVector('1, 2', 3)).toMatch(/Needs 3 numbers.*got 2/);
  });
});

describe('search', () => {
  it('needs every word, forgives accents and dashes, ranks beginnings first', () => {
    expect(searchRank('Goldstein–Price', 'goldstein price')).toBeGreaterThan(0);
    expect(searchRank('Lévy', 'levy')).toBe(1);
    expect(searchRank('L-BFGS-B', 'bfgs')).toBeLessThan(searchRank('BFGS', 'bfgs'));
    expect(searchRank('Rosenbrock in a disk', 'rosenbrock')).toBeLessThan(searchRank('Rosenbrock', 'rosenbrock'));
    expect(searchRank('Adam', 'nelder')).toBe(0);
    expect(searchRank('Ackley', 'multimodal', ['multimodal'])).toBeGreaterThan(0);
    expect(searchRank('Nelder-Mead', 'adam')).toBe(0);
  });
});

describe('progress', () => {
  const budget = { evaluations: 1000, seconds: 10 };
  const trace = makeTrace([[0]], [1]);

  it('counts ended runs whole and running ones by their budget', () => {
    const runs = [makeRun('a', trace), makeRun('b', trace, { status: 'running', result: null, seconds: 1 })];
    const progress = {
      b: { runId: 'b', evaluations: 500, evaluationsPerSecond: 250, nit: 3, bestFun: 1 },
    };
    expect(summarize(progress, runs, budget)).toEqual({ evaluations: 500, rate: 250, left: 2, share: 0.75 });
  });

  it('has nothing to say of no runs', () => {
    expect(summarize({}, [], budget)).toEqual({ evaluations: 0, rate: 0, left: 0, share: 0 });
  });
});

describe('how runs are told apart', () => {
  const trace = makeTrace([[0]], [1]);
  const a = makeRun('a', trace);
  const twin = (id: string, lr: number) =>
    makeRun(id, trace, { spec: { ...a.spec, id, method: 'Adam', options: { lr } } });

  it('twins carry the options that differ', () => {
    const runs = [twin('x', 0.1), twin('y', 0.01), a];
    expect(runs.map((run) => runLabel(run, runs))).toEqual(['Adam (lr=0.1)', 'Adam (lr=0.01)', 'a']);
  });

  it('a run looks like its choice, an imported one like its place', () => {
    const choices = [{ key: 'a', method: 'a', options: {}, style: 5 }];
    expect(styleIndex(a, { runs: [a], choices })).toBe(5);
    expect(styleIndex(twin('z', 1), { runs: [a, twin('z', 1)], choices })).toBe(0);
    const z = twin('z', 1);
    expect(styleIndex(z, { runs: [a, z], choices })).toBe(1);
  });
});
