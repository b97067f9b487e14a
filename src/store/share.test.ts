import { deflateSync, strToU8 } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemById, problems } from '../problems';
import { catalogueProblem, defaultSettings, settingsForProblem, type Settings } from './settings';
import { decodeLink, encodeLink, settingsFromText, settingsText } from './share';

const seeded = { seed: 33, numRuns: 200 };
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const interval = fc.tuple(finite, finite).filter(([lo, hi]) => lo < hi);
const end = fc.option(finite);
const bound = fc.tuple(end, end).filter(([lo, hi]) => (lo ?? -Infinity) <= (hi ?? Infinity));
const options = fc
  .dictionary(
    fc.string({ maxLength: 20 }).filter((name) => name !== '__proto__'),
    fc.oneof(finite, fc.constantFrom(Infinity, -Infinity), fc.boolean(), fc.constant(null), fc.array(finite)),
    { maxKeys: 5 },
  )
  .map((dictionary) => ({ ...dictionary }));

const ownSettings: fc.Arbitrary<Settings> = fc.integer({ min: 1, max: 4 }).chain((n) => {
  const perCoordinate = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { minLength: n, maxLength: n });
  return fc
    .record({
      text: fc.string(),
      language: fc.constantFrom('auto' as const, 'javascript' as const, 'python' as const, 'formula' as const),
      domain: perCoordinate(interval),
      x0: perCoordinate(finite),
      bounds: fc.option(perCoordinate(bound)),
      choices: fc.array(fc.record({ method: fc.string({ maxLength: 40 }), options, style: fc.nat(50) }), {
        maxLength: 6,
      }),
      constraints: fc.array(fc.record({ text: fc.string() }), { maxLength: 4 }),
      seed: fc.maxSafeNat(),
      evaluations: fc.integer({ min: 1, max: 1e9 }),
      showArrows: fc.boolean(),
    })
    .map(({ text, language, domain, x0, bounds, choices, constraints, seed, evaluations, showArrows }) => ({
      problem: { problemId: null, text, language, n, domain, minima: [], constraints },
      x0,
      axes: n === 1 ? ([0, 0] as const) : ([0, n - 1] as const),
      bounds,
      choices: choices.map((choice, i) => ({ key: `choice ${i}`, ...choice })),
      seed,
      budget: { evaluations, seconds: 10 },
      showArrows,
    }));
});

describe('a link', () => {
  it('decode after encode is the identity (law)', () => {
    fc.assert(
      fc.property(ownSettings, (settings) => {
        expect(decodeLink(encodeLink(settings))).toEqual(settings);
      }),
      seeded,
    );
  });

  it('holds every problem of the catalogue in about 300 characters, its text left out', () => {
    for (const problem of problems) {
      const settings = { ...defaultSettings(), ...settingsForProblem(problem, defaultSettings()) };
      const link = encodeLink(settings);
      expect(link.length, problem.id).toBeLessThan(420);
      expect(decodeLink(link), problem.id).toEqual(settings);
    }
  });

  it('keeps the text of an edited catalogue problem, and the language of a chosen one', () => {
    const settings = defaultSettings();
    const python = { ...settings, problem: catalogueProblem(problemById('beale')!, 2, 'python') };
    expect(decodeLink(encodeLink(python))).toEqual(python);
    const edited = { ...settings, problem: { ...settings.problem, text: '(x, y) => x + y' } };
    expect(decodeLink(encodeLink(edited))).toEqual(edited);
  });

  it('keeps an infinite option', () => {
    const choices = [{ key: 'BFGS', method: 'BFGS', style: 0, options: { norm: Infinity } }];
    const settings = { ...defaultSettings(), choices };
    expect(decodeLink(encodeLink(settings))?.choices).toEqual(choices);
  });
});

describe('a hostile link', () => {
  const asLink = (value: unknown): string => {
    const bytes = deflateSync(strToU8(typeof value === 'string' ? value : JSON.stringify(value)));
    return `#s1=${btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')}`;
  };
  const changed = (change: (data: Record<string, unknown>) => void): string => {
    const data = JSON.parse(settingsText(defaultSettings())) as Record<string, unknown>;
    change(data);
    return asLink(data);
  };

  it('the unchanged one is good', () => expect(decodeLink(changed(() => {}))).toEqual(defaultSettings()));

  it.each([
    ['no settings', '#about'],
    ['empty', '#s1='],
    ['no base64', '#s1=%%%'],
    ['no deflate stream', '#s1=AAAA'],
    ['cut short', encodeLink(defaultSettings()).slice(0, -20)],
    ['not JSON', asLink('{')],
    ['null', asLink('null')],
    ['an unknown problem', changed((data) => (data.p = 'nowhere'))],
    ['a dimension that the problem has not', changed((data) => Object.assign(data, { p: 'beale', n: 3 }))],
    ['a huge dimension', changed((data) => (data.n = 1e9))],
    [
      'lo above hi',
      changed(
        (data) =>
          (data.d = [
            [1, 0],
            [0, 1],
          ]),
      ),
    ],
    ['a short start', changed((data) => (data.x = [1]))],
    ['a word for a number', changed((data) => (data.s = '1'))],
    ['a negative seed', changed((data) => (data.s = -1))],
    ['an endless budget', changed((data) => (data.w = 1e9))],
    ['an object as an option', changed((data) => (data.c = [['k', 'BFGS', 0, { gtol: { a: 1 } }]]))],
    [
      'a thousand methods',
      changed((data) => (data.c = Array.from({ length: 1000 }, (_, i) => [`${i}`, 'BFGS', 0, {}]))),
    ],
    [
      'a key twice',
      changed(
        (data) =>
          (data.c = [
            ['k', 'BFGS', 0, {}],
            ['k', 'CG', 1, {}],
          ]),
      ),
    ],
    ['axes that do not exist', changed((data) => (data.a = [0, 7]))],
  ])('%s is refused', (_, link) => {
    expect(decodeLink(link)).toBeNull();
  });

  it('a bomb is refused before it fills the memory', () => {
    const bomb = asLink(`{"t":"${'a'.repeat(60_000_000)}"}`);
    const before = process.memoryUsage().arrayBuffers;
    expect(decodeLink(bomb)).toBeNull();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40_000_000);
  });

  it('random fragments never throw (law)', () => {
    fc.assert(
      fc.property(fc.base64String(), (text) => {
        expect(() => decodeLink(`#s1=${text}`)).not.toThrow();
      }),
      seeded,
    );
  });
});

describe('kept settings', () => {
  it('no text, another text: null', () => {
    expect(settingsFromText('')).toBeNull();
    expect(settingsFromText('[]')).toBeNull();
  });
});
