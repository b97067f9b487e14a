/**
 * Random JavaScript losses over arrays, as people write them: map and reduce with index, slices, spread, nested arrays,
 * destructuring with defaults and rest, for…of with entries, writes and swaps, objects, closures, Math.hypot; integers
 * under %, | and &, truth values in arithmetic, && and || as values. Arrays stay bounded, as in `generate-arrays.ts`.
 */
import fc from 'fast-check';

interface Draw {
  pick(count: number): number;
  depth: number;
  /** arrays of x's length, arrays of pairs of that length, numbers; each an expression without side effects */
  readonly vectors: string[];
  readonly pairs: string[];
  readonly scalars: string[];
}

const of = (draw: Draw, choices: readonly string[]): string => choices[draw.pick(choices.length)]!;

/** The thunks keep what is not chosen from using up choices. */
const choose = (draw: Draw, choices: readonly (() => string)[]): string => choices[draw.pick(choices.length)]!();

function deeper(draw: Draw, build: () => string, flat: () => string): string {
  if (draw.depth <= 0) return flat();
  draw.depth--;
  const text = build();
  draw.depth++;
  return text;
}

const number = (draw: Draw): string => of(draw, ['0.5', '2', '-1.5', '3', '.1', '-2', '1e-1', '7']);

/** Whole numbers, among them negative ones under % and the bitwise operators, which cut to 32 bits. */
function whole(draw: Draw, names: readonly string[]): string {
  const a = of(draw, [...names, '7', '-7', '5', '-3', 'x.length']);
  const b = of(draw, ['2', '3', '-2', '-3', '4']);
  return of(draw, [
    `${a} % ${b}`,
    `- ${a} % ${b}`,
    `Math.floor(${a} / ${b})`,
    `(${a} / ${b} | 0)`,
    `~~(${a} / ${b})`,
    `(${a} & 1)`,
    `(${a} - 3 * 2 ** 3 % ${b})`,
    `Math.trunc(- ${a} / ${b}) * ${b}`,
    `(${a} >> 1)`,
    `(${a} % 2 === 0 ? ${b} : ${a})`,
  ]);
}

/** A number made of the given names alone. */
function numberOf(draw: Draw, names: readonly string[]): string {
  const a = (): string => of(draw, [...names, ...names, number(draw)]);
  return choose(draw, [
    () => a(),
    () => `${a()} + ${a()} * 0.5`,
    () => `Math.sin(${a()}) + ${a()}`,
    () => `(${a()} > 0.2 ? ${a()} : -((${a()}) ** 2))`,
    () => `Math.max(${a()}, 0.1, ${a()})`,
    () => `Math.min(${a()}, ${a()})`,
    () => `Math.abs(${a()}) % 1.5`,
    () => `!(${a()} > 0) * 0.5 + +(${a()} <= 1)`,
    () => `(-1 < ${a()} && ${a()} <= 1 ? 1 : ${a()} > 2 ? 0.25 : -0.5)`,
    () => `Math.hypot(${a()}, ${a()}, 0.3)`,
    () => `(${a()} - ${a()}) / (1 + Math.abs(${a()}))`,
    () => `Math.tanh(${a()}) ** ${of(draw, ['2', '3'])}`,
    () => `Math.sign(${a()}) * Math.sqrt(Math.abs(${a()}))`,
    () => `Math.cbrt(${a()}) - - ${a()}`,
  ]);
}

/** An array of x's length. */
function vector(draw: Draw): string {
  const v = (): string => vector(draw);
  const named = (): string => of(draw, draw.vectors);
  return deeper(
    draw,
    () =>
      choose(draw, [
        () => `${v()}.map((a) => ${numberOf(draw, ['a', 's'])})`,
        () => `${v()}.map((a, i) => ${numberOf(draw, ['a', 'i', `${named()}[i]`])})`,
        () => `${v()}.map((a, i, all) => ${numberOf(draw, ['a', 'all[(i + 1) % all.length]', 'all[0]'])})`,
        () => `${v()}.map(${of(draw, ['Math.sin', 'Math.abs', 'Math.tanh', 'Math.atan', 'Math.round'])})`,
        () => `[...${v()}.slice(1), ${scalar(draw)}]`,
        () => `[${scalar(draw)}, ...${v()}.slice(0, -1)]`,
        () => `${v()}.slice(1).concat(${v()}.slice(0, 1))`,
        () => `${v()}.slice(-2).concat(${v()}.slice(2))`,
        () => `[...${v()}].reverse()`,
        () => `${v()}.slice().reverse()`,
        () =>
          `Array.from({ length: x.length }, (_, i) => ${numberOf(draw, [`${named()}[i]`, 'i', 'x[x.length - 1 - i]'])})`,
        () => `Array.from(${v()}, (a, i) => ${numberOf(draw, ['a', 'i'])})`,
        () => `${pairs(draw)}.map(([a, b]) => ${numberOf(draw, ['a', 'b'])})`,
        () => `${pairs(draw)}.map((row) => row.reduce((p, q) => ${of(draw, ['p + q', 'p - q', 'Math.max(p, q)'])}))`,
        () => `${pairs(draw)}.map(({ length }, i) => x[i] * length)`,
        () => `${pairs(draw)}.map((row, i) => row[${of(draw, ['0', '1', 'i % 2', 'row.length - 1'])}])`,
        () => `${v()}.map((a) => (${numberOf(draw, ['a', 's'])}) / x.length)`,
        () => `[...Array(x.length).keys()].map((i) => (${whole(draw, ['i'])}) * 0.1)`,
        () => `${v()}.map((a, i) => (${whole(draw, ['i'])}) * 0.1 + a)`,
        () => `${v()}.map((a) => ${of(draw, ['a || 0.3', 'a > 0 && a', '(a > 0.5 || a) * 1', 'a ?? 2'])})`,
      ]),
    named,
  );
}

/** An array of x's length whose elements are arrays of two numbers. */
function pairs(draw: Draw): string {
  return deeper(
    draw,
    () =>
      choose(draw, [
        () => `${vector(draw)}.map((a, i) => [a, ${numberOf(draw, ['a', 'i', `${of(draw, draw.vectors)}[i]`])}])`,
        () => `${pairs(draw)}.map(([a, b]) => [b, ${numberOf(draw, ['a', 'b'])}])`,
        () => `${pairs(draw)}.map((row) => row.map((a, j) => ${numberOf(draw, ['a', 'j', 'row[0]'])}))`,
        () => `Array.from(${vector(draw)}, (a) => [${numberOf(draw, ['a', 's'])}, 0.5])`,
        () => `${vector(draw)}.map((a) => Array(2).fill(a))`,
      ]),
    () =>
      draw.pairs.length > 0
        ? of(draw, draw.pairs)
        : `${of(draw, draw.vectors)}.map((a, i) => [a, x[i] - ${number(draw)}])`,
  );
}

/** A number made from whole arrays. */
function scalar(draw: Draw): string {
  const v = (): string => vector(draw);
  return deeper(
    draw,
    () =>
      choose(draw, [
        () => `${v()}.reduce((p, a) => p + a, ${number(draw)}) / x.length`,
        () =>
          `${v()}.reduce((p, a, i) => p + ${numberOf(draw, ['a', 'i', `${of(draw, draw.vectors)}[i]`])}, 0) / x.length`,
        () => `${v()}.reduce((p, a) => ${of(draw, ['0.5 * Math.sin(p) + a', 'Math.max(p, a)', 'p * 0.5 - a'])})`,
        () => `Math.max(...${v()})`,
        () => `Math.min(${number(draw)}, ...${v()})`,
        () => `Math.hypot(...${v()})`,
        () => `${v()}.at(${of(draw, ['0', '-1', '-2'])})`,
        () => `${v()}[${of(draw, ['0', '1', 'x.length - 1', 'Math.floor(x.length / 2)', 'x.length >> 1'])}]`,
        () => `${pairs(draw)}.flat().reduce((p, a, i) => p + a * (i % 3), 0) / x.length`,
        () => `${pairs(draw)}.reduce((p, [a, b]) => p + ${numberOf(draw, ['a', 'b'])}, s) / x.length`,
        () =>
          `${pairs(draw)}.reduce(([p, q], [a, b]) => [p + a / x.length, q - b / x.length], [0, 1])[${of(draw, ['0', '1'])}]`,
        () =>
          `${v()}.filter((_, i) => i % 2 ${of(draw, ['=== 0', '!== 0', '> 0'])}).reduce((p, a) => p + a, 0) / x.length`,
        () => `${v()}.${of(draw, ['some', 'every'])}((a) => a > ${number(draw)}) * 0.5`,
        () => `(${v()}.${of(draw, ['some', 'every'])}((a) => a > ${number(draw)}) ? ${scalar(draw)} : ${scalar(draw)})`,
        () => `${v()}.slice(0, ${of(draw, ['2', '-1', 'x.length / 3'])}).reduce((p, a) => p + a, 0) / x.length`,
        () => `${v()}.flatMap((a) => [a, -0.5 * a]).reduce((p, a) => p + Math.abs(a), 0) / x.length`,
        () => `(${whole(draw, [])}) * 0.1`,
        () => `(([a, , b = 0.5]) => ${numberOf(draw, ['a', 'b'])})(${v()})`,
        () =>
          `((a, b = a * 2, ...more) => ${numberOf(draw, ['a', 'b', 'more.length'])})(...${v()}.slice(0, ${of(draw, ['1', '2', '3'])}))`,
      ]),
    () => of(draw, [...draw.scalars, number(draw)]),
  );
}

const conditions = ['x[0] > 0', '!(x[1] <= 0.5)', 's > 0 && x[0] < 1', 'x.length > 5', '-1 < x[0] === x[1] < 1'];

/** Changes of an array `w` of x's length. */
function writes(draw: Draw, w: string): string[] {
  return Array.from({ length: 1 + draw.pick(3) }, () =>
    choose(draw, [
      () => `${w}[0] = ${scalar(draw)};`,
      () => `${w}[${w}.length - 1] += ${scalar(draw)};`,
      () => `[${w}[0], ${w}[1]] = [${w}[1], ${w}[0]];`,
      () => `${w}[1] *= ${number(draw)};`,
      () => `for (let i = 0; i < ${w}.length; i += 2) ${w}[i] *= 0.5;`,
      () => `for (let i = ${w}.length - 1; i > 0; i--) ${w}[i] = ${numberOf(draw, [`${w}[i - 1]`, 'i', 'x[i]'])};`,
      () => `${w}.forEach((a, i) => { ${w}[i] = ${numberOf(draw, ['a', 'i', 's'])}; });`,
      () => `for (const i in ${w}) ${w}[i] -= 0.1;`,
      () => `${w}.push(${w}.shift());`,
      () => `${w}.unshift(${w}.pop());`,
      () => `${w}.reverse();`,
      () => `if (${of(draw, conditions)}) ${w}[1] = ${scalar(draw)};`,
    ]),
  );
}

/** Statements that build an array of x's length from nothing. */
function built(draw: Draw, w: string): string[] {
  const names = ['x[i]', 'i', 's', `${of(draw, draw.vectors)}[i]`];
  const value = numberOf(draw, names);
  return [
    () => [`const ${w} = [];`, `for (let i = 0; i < x.length; i++) ${w}.push(${value});`],
    () => [`const ${w} = new Array(x.length).fill(0);`, `for (let i = 1; i < x.length; i++) ${w}[i] = ${value};`],
    () => [
      `const ${w} = Array(x.length).fill(${number(draw)});`,
      `for (let i = 1; i < x.length; i++) ${w}[i] = 0.5 * ${w}[i - 1] + Math.sin(${value});`,
    ],
    () => [`const ${w} = [];`, `for (const [i, a] of x.entries()) ${w}[i] = a - (${value});`],
    () => [`let ${w} = [];`, `x.forEach((a, i) => { ${w} = [...${w}, a + (${value})]; });`],
    () => [`const ${w} = new Float64Array(x.length);`, 'let k = 0;', `for (const a of x) ${w}[k++] = a * 0.5;`],
  ][draw.pick(6)]!();
}

/** A loop that folds into numbers, with continue, break or a second loop within. */
function folding(draw: Draw): string[] {
  const [a, b] = [of(draw, draw.vectors), of(draw, draw.vectors)];
  const names = ['a', 'i', 's'];
  const term = numberOf(draw, names);
  return [
    () => [`for (const [i, a] of ${a}.entries()) t += ${term};`],
    () => [
      'let i = 0;',
      `for (const a of ${a}) { i++; if (${of(draw, ['i % 2', 'a < 0', 'i === 2'])}) continue; t += ${term}; }`,
    ],
    () => [
      'let i = 0;',
      `for (const a of ${a}) { if (${of(draw, ['i > 3', 'a > 1.2'])}) break; t = 0.5 * t + ${term}; i += 1; }`,
    ],
    () => ['let i = 0;', `while (i < x.length) { const a = ${a}[i++]; t += ${term}; }`],
    () => ['let i = 0;', `do { const a = ${a}[i]; t -= ${term}; } while (++i < x.length);`],
    () => [
      `for (let i = 0; i < x.length; i++) for (let j = i + 1; j < x.length; j++) {`,
      `  const a = ${a}[i] - ${b}[j];`,
      `  t += (${term}) / x.length;`,
      '}',
    ],
    () => ['let [p, q] = [1, 0.5];', `for (const a of ${a}) { [p, q] = [q, Math.tanh(p - a)]; }`, 't += p - q;'],
    () => [`for (const [i, [a, b]] of ${pairs(draw)}.entries()) t += ${numberOf(draw, ['a', 'b', 'i'])};`],
  ][draw.pick(8)]!();
}

/** Two names of one array or row, a function that changes its argument, a closure that counts: what must be seen where. */
function aliased(draw: Draw, k: number): string[] {
  const [value, other] = [scalar(draw), of(draw, draw.scalars)];
  const lines = choose(draw, [
    () => `const w${k} = [...${vector(draw)}], also${k} = w${k}; also${k}[1] = ${value}; w${k}[0] += also${k}[1];`,
    () =>
      `const w${k} = ${vector(draw)}.slice(); const change = (list, by) => { list[0] = by; list = [by]; return list.length; }; s += change(w${k}, ${other});`,
    () =>
      `const m${k}a = ${pairs(draw)}.map((row) => [...row]); for (const row of m${k}a) row[1] += ${other}; m${k}a[0][0] = ${value}; const w${k} = m${k}a.map(([a, b]) => a - b);`,
    () =>
      `const m${k}a = ${pairs(draw)}.map((row) => [...row]), top${k} = m${k}a[0]; top${k}.reverse(); top${k}.push(${value}); const w${k} = m${k}a.map((row) => row[row.length - 1]);`,
    () =>
      `const o${k} = { sum: 0, list: [...${vector(draw)}] }, next = (a) => (o${k}.sum += a, ++o${k}.list[0]); next(${value}); next(${other}); o${k}['sum'] *= 0.5; const w${k} = o${k}.list.map((a) => a * 0.1 - o${k}.sum);`,
    () =>
      `let w${k} = ${vector(draw)}; { const kept = w${k}; w${k} = kept.map((a, i) => (i === 0 ? ${value} : a)); s += kept[0]; }`,
  ]).replaceAll(/\b(change|next)\b/g, `$1${k}`);
  draw.vectors.push(`[...w${k}]`);
  return [lines];
}

/** Rows and columns filled by loops: tables, products, sums before the present place, two arrays that take turns. */
function table(draw: Draw, k: number): string[] {
  const names = ['x[i]', 'i', 'j', `${of(draw, draw.vectors)}[i]`];
  const value = numberOf(draw, names);
  const v = of(draw, draw.vectors);
  draw.vectors.push(`[...w${k}]`);
  return [
    () => [
      `const m${k}a = Array.from({ length: x.length }, () => Array(3).fill(0.5));`,
      `for (let i = 0; i < x.length; i++) for (let j = 0; j < 3; j++) m${k}a[i][j] = ${value};`,
      `const w${k} = m${k}a.map((row) => row.reduce((p, a) => p + a, 0));`,
    ],
    () => [
      `const m${k}a = [];`,
      `for (let i = 0; i < x.length; i++) { const row = []; for (let j = 0; j <= 2; j++) row.push(${value}); m${k}a.push(row); }`,
      `const w${k} = m${k}a.map((row, i) => row[i % 3] - m${k}a[0][1]);`,
    ],
    () => [
      `const w${k} = x.map(() => 0);`,
      `for (let i = 0; i < x.length; ++i) for (let j = 0; j < i; j++) w${k}[i] += (${value}) / x.length;`,
    ],
    () => [
      `let w${k} = [...${v}], old${k} = x.map((a) => a * 0.1);`,
      `for (let j = 0; j < ${of(draw, ['2', '3', '12'])}; j++) [w${k}, old${k}] = [old${k}, w${k}.map((a, i) => 0.5 * Math.sin(a) - old${k}[i])];`,
    ],
    () => [
      `const w${k} = []; let sum${k} = 0;`,
      `for (const a of ${v}) { sum${k} += a; w${k}.push(sum${k} / x.length); }`,
    ],
    () => [
      `const w${k} = [...${v}];`,
      `for (let i = 0; i < 3; i++) for (let j = i; j < 3; j++) { if (${of(draw, ['j === 2', 'x[j] > 1', 'i + j > 2'])}) ${of(draw, ['continue', 'break'])}; w${k}[j] -= ${value}; }`,
    ],
  ][draw.pick(6)]!();
}

/** Names taken out of arrays and objects. */
function destructured(draw: Draw, k: number): string[] {
  const lines = [
    () => `const [p${k}, q${k} = 0.25, ...rest${k}] = ${vector(draw)};`,
    () => `const { p: p${k}, q: q${k} = ${number(draw)}, r: rest${k} } = { p: ${scalar(draw)}, r: [1, ...x] };`,
    () => `const [[p${k}, q${k}], ...rest${k}] = ${pairs(draw)};`,
    () =>
      `const o${k} = { a: ${scalar(draw)}, b: [${scalar(draw)}, 2] }, { a: p${k}, b: [q${k}] } = o${k}, rest${k} = Object.values({ ...o${k}, b: 1 });`,
  ][draw.pick(4)]!();
  draw.scalars.push(`p${k}`, `q${k}`, `rest${k}.length`);
  return [lines];
}

function helper(draw: Draw, k: number): string[] {
  const body = numberOf(draw, ['t', 'a', 'b', 'c']);
  draw.scalars.push(`g${k}(s)`, `g${k}(x[0], [x[1], 2])`, `g${k}(x[1], undefined, { c: s })`);
  return [
    choose(draw, [
      () => `function g${k}(t, [a, b] = [1, 2], { c = 0.5 } = {}) { return ${body}; }`,
      () => `const g${k} = (t, [a, b] = [s, -1], { c = 0.5 } = {}) => { if (t < 0) return a; return ${body}; };`,
    ]),
  ];
}

/** Statements that define names, write into arrays, loop, call functions. */
function statement(draw: Draw, k: number): string[] {
  draw.depth = 2;
  switch (draw.pick(11)) {
    case 0: {
      const line = `const v${k} = ${vector(draw)};`;
      draw.vectors.push(`v${k}`);
      return [line];
    }
    case 1: {
      const line = `const m${k} = ${pairs(draw)};`;
      draw.pairs.push(`m${k}`);
      return [line];
    }
    case 2:
      return [`s ${of(draw, ['+=', '-=', '*='])} ${scalar(draw)};`, 's = Math.tanh(s);'];
    case 3: {
      const lines = [`const w${k} = [...${vector(draw)}];`, ...writes(draw, `w${k}`)];
      draw.vectors.push(`w${k}`);
      return lines;
    }
    case 4: {
      const lines = built(draw, `w${k}`).map((line) => line.replaceAll(/\bk\b/g, `at${k}`));
      draw.vectors.push(`[...w${k}]`);
      return lines;
    }
    case 5:
      return ['{', '  let t = 0;', ...folding(draw).map((line) => `  ${line}`), '  s = Math.tanh(s + t);', '}'];
    case 6:
      return destructured(draw, k);
    case 7:
      return helper(draw, k);
    case 8:
      return aliased(draw, k);
    case 9:
      return table(draw, k);
    default:
      return [`if (${of(draw, conditions)}) { s += ${scalar(draw)}; } else { s = ${scalar(draw)} - s; }`];
  }
}

/** A JavaScript loss over arrays drawn from a list of choices. */
export function javascriptArrayLossFrom(choices: readonly number[]): string {
  let at = 0;
  const draw: Draw = {
    pick: (count) => (choices.length === 0 ? 0 : choices[at++ % choices.length]! % count),
    depth: 2,
    vectors: ['x', 'x', 'y'],
    pairs: [],
    scalars: ['s', 'x[0]', 'x[x.length - 1]', 'y.reduce((p, a) => p + a)'],
  };
  const body = Array.from({ length: 1 + draw.pick(4) }, (_, k) => statement(draw, k)).flat();
  draw.depth = 3;
  const lines = [
    'let s = 0.5;',
    'const y = x.map(Math.tanh);',
    ...body,
    `return s + ${scalar(draw)} + ${scalar(draw)};`,
  ];
  return ['(x) => {', ...lines.map((line) => `  ${line}`), '}'].join('\n');
}

/** Random losses over JavaScript's arrays. */
export function randomJavaScriptArrayLoss(): fc.Arbitrary<{ readonly source: string }> {
  return fc
    .array(fc.nat({ max: 5039 }), { minLength: 30, maxLength: 90 })
    .map((choices) => ({ source: javascriptArrayLossFrom(choices) }));
}
