import { describe, expect, it } from 'vitest';
import { problemById } from '../problems';
import { catalogueProblem, defaultSettings, freeKey, freeStyle, inDimension, settingsForProblem } from './settings';
import {
  checkAxes,
  checkBounds,
  checkBudget,
  checkDimension,
  checkDomain,
  checkOption,
  checkSeed,
  checkStart,
} from './validate';

describe('inDimension', () => {
  it('keeps coordinates that there were, and takes new ones from the catalogue', () => {
    const settings = {
      ...defaultSettings(),
      x0: [7, 8],
      bounds: [
        [0, 9],
        [null, 9],
      ] as const,
    };
    const larger = inDimension(settings, 4);
    expect(larger.x0.slice(0, 2)).toEqual([7, 8]);
    expect(larger.x0).toHaveLength(4);
    expect(larger.problem).toMatchObject({ n: 4, minima: problemById('rosenbrock')!.minima(4) });
    expect(larger.bounds).toEqual([
      [0, 9],
      [null, 9],
      [null, null],
      [null, null],
    ]);
    const smaller = inDimension(larger, 1);
    expect(smaller).toMatchObject({ x0: [7], axes: [0, 0], bounds: [[0, 9]] });
    expect(smaller.problem.domain).toHaveLength(1);
  });

  it('repeats the last coordinate for a loss of the user', () => {
    const settings = defaultSettings();
    const own = { ...settings, problem: { ...settings.problem, problemId: null }, x0: [1, 2] };
    expect(inDimension(own, 4).x0).toEqual([1, 2, 2, 2]);
  });

  it('is the identity in the same dimension, and drops axes that are gone', () => {
    const settings = inDimension(defaultSettings(), 5);
    expect(inDimension(settings, 5)).toBe(settings);
    expect(inDimension({ ...settings, axes: [1, 4] }, 3).axes).toEqual([0, 1]);
    expect(inDimension({ ...settings, axes: [1, 2] }, 3).axes).toEqual([1, 2]);
  });
});

describe('settings', () => {
  it('of a picked problem are its start, box and minima, in the chosen language', () => {
    const python = { ...defaultSettings(), problem: catalogueProblem(problemById('rosenbrock')!, 2, 'python') };
    const beale = problemById('beale')!;
    const settings = settingsForProblem(beale, python);
    expect(settings.problem).toMatchObject({
      problemId: 'beale',
      text: beale.sources.python,
      language: 'python',
      n: 2,
    });
    expect(settings.x0).toEqual(beale.start(2));
    expect(settings.bounds).toBeNull();
  });

  it('find free keys and styles', () => {
    const choices = defaultSettings().choices.filter(({ style }) => style !== 1);
    expect(freeStyle(choices)).toBe(1);
    expect(freeKey('BFGS', choices)).toBe('BFGS');
    expect(freeKey('Adam', choices)).toBe('Adam 2');
  });
});

describe('checks', () => {
  it('say nothing of what is right', () => {
    expect(checkDimension(3)).toBeNull();
    expect(
      checkStart([1, 2], 2, [
        [0, null],
        [null, 2],
      ]),
    ).toBeNull();
    expect(checkDomain([[0, 1]], 1)).toBeNull();
    expect(
      checkBounds(
        [
          [0, 0],
          [null, null],
        ],
        2,
      ),
    ).toBeNull();
    expect(checkAxes([0, 0], 1)).toBeNull();
    expect(checkSeed(2 ** 53 - 1)).toBeNull();
    expect(checkBudget({ evaluations: 1, seconds: 0.1 })).toBeNull();
  });

  it.each([
    [checkDimension(0), /from 1 to/],
    [checkDimension(2.5), /whole number/],
    [checkStart([1], 2, null), /start of 2 numbers.*got 1/],
    [checkStart([1, NaN], 2, null), /coordinate 2 of the start is NaN/],
    [
      checkStart([1, 2], 2, [
        [2, null],
        [null, null],
      ]),
      /coordinate 1 is 1, below its lower bound 2\. Move/,
    ],
    [checkDomain([[1, 1]], 1), /lo < hi.*1 to 1/],
    [checkDomain([[0, Infinity]], 1), /finite/],
    [checkBounds([[2, 1]], 1), /lo ≤ hi.*is 2, its upper bound 1\. Exchange/],
    [checkBounds([[NaN, 1]], 1), /lo ≤ hi/],
    [checkAxes([0, 0], 2), /two different coordinates/],
    [checkSeed(-1), /seed/],
    [checkSeed(0.5), /seed/],
    [checkBudget({ evaluations: 0, seconds: 1 }), /at least 1|1 to/],
    [checkBudget({ evaluations: 10, seconds: 0 }), /above 0/],
  ])('%s', (complaint, pattern) => {
    expect(complaint).toMatch(pattern);
  });

  it('of options go by their kind', () => {
    const description = '';
    const gtol = { name: 'gtol', kind: 'number', default: 1e-5, min: 0, description } as const;
    expect(checkOption(gtol, 1e-8)).toBeNull();
    expect(checkOption(gtol, null)).toBeNull();
    expect(checkOption(gtol, -1)).toMatch(/gtol: expected a number of at least 0, got -1/);
    expect(checkOption(gtol, 'small')).toMatch(/expected a number/);
    const maxiter = { name: 'maxiter', kind: 'integer', default: null, description } as const;
    expect(checkOption(maxiter, 10.5)).toMatch(/whole number/);
    const strategy = { name: 'strategy', kind: 'choice', choices: ['a', 'b'], default: 'a', description } as const;
    expect(checkOption(strategy, 'c')).toMatch(/one of a, b/);
    expect(checkOption({ name: 'betas', kind: 'vector', default: [1], description }, [0.9, NaN])).toMatch(/list/);
    expect(checkOption({ name: 'nesterov', kind: 'boolean', default: false, description }, 1)).toMatch(/true or false/);
  });
});
