/**
 * Random losses over whole arrays: NumPy's slices, broadcasting, masks, folds and writes; JavaScript's array methods;
 * integers that are negative, ties, nested functions, loops that fill arrays. Every array stays bounded, so that the
 * last bit of a sine, which libraries choose apart, does not grow.
 */
import fc from 'fast-check';

interface Draw {
  pick(count: number): number;
  depth: number;
  readonly vectors: string[];
  readonly matrices: string[];
  readonly scalars: string[];
}

const of = (draw: Draw, choices: readonly string[]): string => choices[draw.pick(choices.length)]!;

function deeper(draw: Draw, build: () => string, flat: () => string): string {
  if (draw.depth <= 0) return flat();
  draw.depth--;
  const text = build();
  draw.depth++;
  return text;
}

const number = (draw: Draw): string => of(draw, ['0.5', '2', '-1.5', '3', '0.1', '-2', '1e-1', '7']);

/** Python's integers, among them negative ones under // and %. */
function whole(draw: Draw, names: readonly string[]): string {
  const a = of(draw, [...names, '7', '-7', '5', '-3', 'len(x)']);
  const b = of(draw, ['2', '3', '-2', '-3', '4']);
  return of(draw, [
    `${a} // ${b}`,
    `${a} % ${b}`,
    `-${a} % ${b}`,
    `(${a} - 4) // ${b}`,
    `${a} - 3 * ${b} ** 2 % 5`,
    `-${a} ** 2 // ${b}`,
  ]);
}

/** A vector of x's length. */
function vector(draw: Draw): string {
  const v = (): string => vector(draw);
  const s = (): string => scalar(draw);
  return deeper(
    draw,
    () => {
      switch (draw.pick(17)) {
        case 0:
          return `${v()} + ${v()}`;
        case 1:
          return `(${v()} - ${s()})`;
        case 2:
          return `np.tanh(${v()}) * ${s()}`;
        case 3:
          return `np.where(${mask(draw)}, ${v()}, ${draw.pick(2) ? v() : s()})`;
        case 4:
          return `np.sin(${v()})`;
        case 5:
          return `np.maximum(${v()}, ${draw.pick(3) ? v() : number(draw)})`;
        case 6:
          return `np.minimum(${v()}, ${v()})`;
        case 7:
          return `-np.sin(${v()}) ** ${of(draw, ['2', '3'])}`;
        case 8:
          return `np.clip(${v()}, -1, ${of(draw, ['0.5', '1', '2'])})`;
        case 9:
          return `np.abs(${v()})`;
        case 10:
          return `(${v()})[::-1]`;
        case 11:
          return `np.concatenate([(${v()})[1:], (${v()})[:1]])`;
        case 12:
          return `np.roll(${v()}, ${of(draw, ['1', '-1', '2'])})`;
        case 13:
          return `np.cumsum(${v()}) / len(x)`;
        case 14:
          return `np.array([${scalarOf(draw, ['a', '0.5'])} for a in ${of(draw, draw.vectors)}])`;
        case 15:
          return `(${matrix(draw)})${of(draw, ['[:, 0]', '[:, -1]', '.sum(axis=1)', '.mean(axis=1)', '.max(axis=1)', ' @ np.array([0.3, -0.7])'])}`;
        default:
          return `(np.arange(len(x)) ${of(draw, ['- 2', '+ 1'])}) ${of(draw, ['% 3', '// 2', '* 0.1', '% -3', '// -2'])} * ${v()} / 10`;
      }
    },
    () => of(draw, draw.vectors),
  );
}

/** An expression of the given names without arrays. */
function scalarOf(draw: Draw, names: readonly string[]): string {
  const a = (): string => of(draw, names);
  return of(draw, [
    `${a()} * ${a()} - 0.3`,
    `math.sin(${a()}) + ${a()}`,
    `(${a()} if ${a()} > 0.2 else -${a()} ** 2)`,
    `max(${a()}, 0.1, ${a()})`,
    `min(${a()}, ${a()})`,
    `abs(${a()}) % 1.5`,
    `(not ${a()} > 0) * 0.5 + ${a()}`,
    `(1 if -1 < ${a()} <= 1 else 0.25)`,
  ]);
}

/** Truth values of x's length. */
function mask(draw: Draw): string {
  const v = (): string => of(draw, draw.vectors);
  return of(draw, [
    `${v()} > ${number(draw)}`,
    `(${v()} > -1) & (${v()} < 1)`,
    `(${v()} < 0) | (${v()} >= 1.5)`,
    `~(${v()} > 0.3)`,
    `${v()} >= ${v()}`,
  ]);
}

/** An array of shape (n, 2). */
function matrix(draw: Draw): string {
  return deeper(
    draw,
    () => {
      switch (draw.pick(7)) {
        case 0:
          return `np.outer(${vector(draw)}, np.array([1.0, -0.5]))`;
        case 1:
          return `np.stack([${vector(draw)}, ${vector(draw)}], axis=1)`;
        case 2:
          return `(${vector(draw)})[:, None] * np.array([[0.5, 2.0]])`;
        case 3:
          return `np.tanh(${matrix(draw)}) + np.array([1.0, -1.0])`;
        case 4:
          return `(${matrix(draw)} - np.max(${matrix(draw)}, axis=0))`;
        case 5:
          return `np.where(${matrix(draw)} > 0, ${matrix(draw)}, 0.1)`;
        default:
          return `(${matrix(draw)}) @ np.array([[1.0, 0.2], [-0.3, 0.5]])`;
      }
    },
    () =>
      draw.matrices.length > 0
        ? of(draw, draw.matrices)
        : `np.stack([${of(draw, draw.vectors)}, ${of(draw, draw.vectors)}], axis=1)`,
  );
}

function scalar(draw: Draw): string {
  const v = (): string => vector(draw);
  return deeper(
    draw,
    () => {
      switch (draw.pick(18)) {
        case 0:
          return `np.mean(${v()})`;
        case 1:
          return `np.sum((${v()})[1:] * (${v()})[:-1]) / len(x)`;
        case 2:
          return `np.max(${v()})`;
        case 3:
          return `(${v()}).min()`;
        case 4:
          return `np.dot(${v()}, ${v()}) / len(x)`;
        case 5:
          return `(${v()}) @ (${v()}) / 20`;
        case 6:
          return `np.linalg.norm(${v()})`;
        case 7:
          return `np.tanh(np.sum(${matrix(draw)} ** 2, axis=0)).sum()`;
        case 8:
          return `np.std(${v()})`;
        case 9:
          return `(${v()})[${of(draw, ['0', '-1', '1', 'len(x) // 2', '-2'])}]`;
        case 10:
          return `sum(${scalarOf(draw, ['a', 'b', '0.5'])} for a, b in zip(${v()}, ${v()})) / len(x)`;
        case 11:
          return `np.sum(np.diff(${v()}) ** 2) / 10`;
        case 12:
          return `np.prod(1 + 0.01 * ${of(draw, draw.vectors)})`;
        case 13:
          return `float(np.any(${mask(draw)})) + 0.5 * np.all(${mask(draw)})`;
        case 14:
          return `sum(${scalarOf(draw, ['a', '0.5'])} for a in ${v()} if ${of(draw, ['a > 0', '-1 < a < 1', 'not a <= 0.2'])}) / len(x)`;
        case 15:
          return `(${v()})[np.triu_indices(len(x), k=1)[${of(draw, ['0', '1'])}]].mean()`;
        case 16:
          return `(${mask(draw)}).astype(${of(draw, ['int', 'float'])}).sum() / len(x)`;
        default:
          return `(${whole(draw, [])}) * 0.1`;
      }
    },
    () => of(draw, [...draw.scalars, number(draw)]),
  );
}

/** Statements that define names, write into arrays, loop, call functions. */
function statement(draw: Draw, k: number): string[] {
  draw.depth = 2;
  switch (draw.pick(9)) {
    case 0:
    case 1: {
      const line = `v${k} = ${vector(draw)}`;
      draw.vectors.push(`v${k}`);
      return [line];
    }
    case 2: {
      const line = `m${k} = ${matrix(draw)}`;
      draw.matrices.push(`m${k}`);
      return [line];
    }
    case 3:
      return [`s ${of(draw, ['+=', '-=', '*='])} ${scalar(draw)}`, 's = np.tanh(s)'];
    case 4: {
      const lines = [`w${k} = (${vector(draw)}).copy()`];
      for (let i = draw.pick(3); i >= 0; i--) {
        lines.push(
          of(draw, [
            `w${k}[0] = ${scalar(draw)}`,
            `w${k}[1:] = (${vector(draw)})[:-1]`,
            `w${k}[::2] *= 0.5`,
            `w${k}[-1] += ${scalar(draw)}`,
            `w${k}[:2] = ${scalar(draw)}`,
            `w${k}[np.arange(len(x)) % 2 == 1] = ${number(draw)}`,
            `w${k}[np.arange(len(x)) % 2 == 0] += ${scalar(draw)}`,
            `w${k}[[0, ${of(draw, ['2', '-1'])}]] *= ${number(draw)}`,
            `w${k}[w${k} > ${number(draw)}] ${of(draw, ['=', '*=', '-='])} ${number(draw)}`,
            `w${k}[np.array([1, 0] + [1] * (len(x) - 2), dtype=bool)] -= 0.3`,
          ]),
        );
      }
      draw.vectors.push(`w${k}`);
      return lines;
    }
    case 5: {
      const names = ['x[i]', 'i', 's', 'x[i - 1]', of(draw, draw.vectors) + '[i]'];
      const body = of(draw, [
        `w${k}[i] = ${scalarOf(draw, names)} + (${whole(draw, ['i'])}) * 0.1`,
        `w${k}[i] = 0.5 * w${k}[i - 1] + math.sin(${scalarOf(draw, names)})`,
        `w${k}[i] = math.sin(w${k}[i - 1] + ${of(draw, names)})`,
      ]);
      draw.vectors.push(`w${k}`);
      return [
        `w${k} = np.zeros(len(x))`,
        `for i in range(${of(draw, ['1', '0', 'len(x) // 2'])}, len(x)):`,
        `    ${body}`,
      ];
    }
    case 6: {
      const lines = [
        `def g${k}(a, b=2, *, c=0.5):`,
        `    def h(t):`,
        `        return ${scalarOf(draw, ['t', 'c', 'b'])}`,
        `    return h(a) - ${scalarOf(draw, ['a', 'b', 'c'])}`,
      ];
      draw.scalars.push(`g${k}(x[0])`, `g${k}(x[1], x[0], c=-1)`, `g${k}(b=s, a=x[-1])`);
      return lines;
    }
    case 7: {
      const names = ['v', 'k', 's'];
      return [
        't = 0.0',
        `for k, v in enumerate(${of(draw, draw.vectors)}):`,
        `    t = ${of(draw, [`0.5 * math.sin(t) + ${scalarOf(draw, names)}`, `max(t, ${scalarOf(draw, names)})`, `t + ${scalarOf(draw, names)}`])}`,
        's = np.tanh(s + t)',
      ];
    }
    default:
      return [
        `if ${of(draw, ['x[0] > 0', 'not x[1] <= 0.5', 's > 0 and x[0] < 1', '-1 < x[0] < x[1]'])}:`,
        `    s = s + ${scalar(draw)}`,
        'else:',
        `    s = ${scalar(draw)} - s`,
      ];
  }
}

/** A NumPy loss drawn from a list of choices. */
export function arrayLossFrom(choices: readonly number[]): string {
  let at = 0;
  const draw: Draw = {
    pick: (count) => (choices.length === 0 ? 0 : choices[at++ % choices.length]! % count),
    depth: 2,
    vectors: ['x', 'x', 'y'],
    matrices: [],
    scalars: ['s', 'x[0]', 'x[-1]', 'y.sum()'],
  };
  const body = Array.from({ length: 1 + draw.pick(4) }, (_, k) => statement(draw, k)).flat();
  draw.depth = 3;
  const lines = [
    'x = np.array(x)',
    'y = np.tanh(x)',
    's = 0.5',
    ...body,
    `return s + ${scalar(draw)} + ${scalar(draw)}`,
  ];
  return ['import math', 'import numpy as np', 'def f(x):', ...lines.map((line) => `    ${line}`)].join('\n');
}

/** Random losses over NumPy arrays. */
export function randomArrayLoss(): fc.Arbitrary<{ readonly source: string }> {
  return fc
    .array(fc.nat({ max: 5039 }), { minLength: 30, maxLength: 90 })
    .map((choices) => ({ source: arrayLossFrom(choices) }));
}
