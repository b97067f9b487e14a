/**
 * Random formulas as people type and typeset them, each beside JavaScript with every bracket written out: precedence of
 * juxtaposition, powers, signs and bare functions; bars, superscripts, fractions, sums and products over subscripts,
 * chained comparisons, named constants and helper functions.
 */
import fc from 'fast-check';

/** A formula and what it means. */
export interface RandomFormula {
  readonly source: string;
  /** a function of the point as an array */
  readonly javascript: string;
  /** number of variables; null for a vector of any length */
  readonly n: number | null;
}

/** How tightly a text holds together: what may stand beside an operator without brackets. */
const level = { sum: 4, product: 5, sign: 6, power: 7, atom: 8 } as const;

interface Part {
  readonly text: string;
  readonly js: string;
  readonly level: number;
  /** it ends in a function without brackets, which would take a factor that follows */
  readonly isOpen: boolean;
}

interface Draw {
  pick(count: number): number;
  depth: number;
  readonly leaves: Part[];
  readonly isVector: boolean;
}

const of = <T>(draw: Draw, choices: readonly T[]): T => choices[draw.pick(choices.length)]!;

const part = (text: string, js: string, tightness: number, isOpen = false): Part => ({
  text,
  js,
  level: tightness,
  isOpen,
});
const atom = (text: string, js = text): Part => part(text, js, level.atom);

const numbers = ['2', '3', '0.5', '1.25', '.1', '10', '1e-1', '7'].map((text) => atom(text));
const constants = [atom('π', 'Math.PI'), atom('pi', 'Math.PI'), atom('e', 'Math.E'), atom('\\pi', 'Math.PI')];
const scalarLeaves = [
  ...['x', 'x', 'y', 'y', 'a'].map((text) => atom(text)),
  atom('θ', 'theta'),
  atom('\\theta', 'theta'),
  part('xy', '(x * y)', level.product),
  part('xy^2', '(x * y ** 2)', level.product),
  part('2xy', '(2 * x * y)', level.product),
];
const vectorLeaves = [
  atom('x_1', 'x[0]'),
  atom('x_2', 'x[1]'),
  atom('x₁', 'x[0]'),
  atom('x_n', 'x[x.length - 1]'),
  atom('x_{n-1}', 'x[x.length - 2]'),
  atom('n', 'x.length'),
  atom('a'),
];

function bracketed(draw: Draw, { text, js }: Part): Part {
  const [open, close] = of(draw, [
    ['(', ')'],
    ['(', ')'],
    ['\\left(', '\\right)'],
    ['[', ']'],
  ] as const);
  return atom(`${open}${text}${close}`, js);
}

/** The operand, in brackets where it holds together less tightly than that. */
const held = (draw: Draw, operand: Part, least: number): Part =>
  operand.level >= least ? operand : bracketed(draw, operand);

function leaf(draw: Draw): Part {
  if (draw.pick(4) === 0) return of(draw, numbers);
  return draw.pick(12) === 0 ? of(draw, constants) : of(draw, draw.leaves);
}

const kinds = [
  sum,
  sum,
  product,
  juxtaposed,
  juxtaposed,
  juxtaposed,
  quotient,
  power,
  power,
  negative,
  bare,
  called,
  called,
  bars,
  chosen,
  helped,
];

function numeric(draw: Draw): Part {
  if (draw.depth <= 0) return leaf(draw);
  draw.depth--;
  const made = draw.isVector && draw.pick(5) === 0 ? fold(draw) : of(draw, kinds)(draw);
  draw.depth++;
  return made;
}

function sum(draw: Draw): Part {
  const [left, op] = [numeric(draw), of(draw, ['+', '-', '−'])];
  const right = held(draw, numeric(draw), level.product);
  return part(
    `${left.text} ${op} ${right.text}`,
    `(${left.js} ${op === '+' ? '+' : '-'} ${right.js})`,
    level.sum,
    right.isOpen,
  );
}

function product(draw: Draw): Part {
  const left = held(draw, numeric(draw), level.product);
  const right = held(draw, numeric(draw), level.sign);
  const op = of(draw, ['*', '·', ' \\cdot ', ' × ']);
  return part(`${left.text}${op}${right.text}`, `(${left.js} * ${right.js})`, level.product, right.isOpen);
}

/** `2x`, `x y`, `3(x + 1)(y - 2)`, `1/2 x`: no number on the right, and nothing that the left would take. */
function juxtaposed(draw: Draw): Part {
  const [given, after] = [held(draw, numeric(draw), level.product), held(draw, numeric(draw), level.power)];
  const left = given.isOpen ? bracketed(draw, given) : given;
  const right = /^[\d.|[]/.test(after.text) ? atom(`(${after.text})`, after.js) : after;
  const touches = /^[\d.]+$/.test(left.text) && /^[a-z(]/i.test(right.text);
  const gap = touches ? of(draw, ['', ' ']) : ' ';
  return part(`${left.text}${gap}${right.text}`, `(${left.js} * ${right.js})`, level.product, right.isOpen);
}

function quotient(draw: Draw): Part {
  const above = numeric(draw);
  const squared = held(draw, numeric(draw), level.atom);
  const below = part(`1 + ${squared.text}^2`, `(1 + ${squared.js} ** 2)`, level.sum);
  if (draw.pick(2) === 0) return atom(`\\frac{${above.text}}{${below.text}}`, `(${above.js} / ${below.js})`);
  const left = held(draw, above, level.product);
  return part(`${left.text}/${bracketed(draw, below).text}`, `(${left.js} / ${below.js})`, level.product);
}

function power(draw: Draw): Part {
  const base = held(draw, numeric(draw), level.atom);
  switch (draw.pick(6)) {
    case 0:
      return part(`${base.text}^${of(draw, ['2', '{2}', '(2)'])}`, `(${base.js} ** 2)`, level.power);
    case 1:
      return part(`${base.text}²`, `(${base.js} ** 2)`, level.power);
    case 2:
      return part(`${base.text}^3`, `(${base.js} ** 3)`, level.power);
    case 3:
      return part(`${base.text}^2^1`, `(${base.js} ** (2 ** 1))`, level.power);
    case 4:
      return part(`e^{-${base.text}^2}`, `Math.exp(-(${base.js} ** 2))`, level.power);
    default: {
      const exponent = leaf(draw);
      const tight = held(draw, exponent, level.atom);
      return part(`2^-${tight.text}`, `(2 ** -(${exponent.js}))`, level.power);
    }
  }
}

function negative(draw: Draw): Part {
  const operand = held(draw, numeric(draw), level.power);
  return part(`-${operand.text}`, `(-${operand.js})`, level.sign, operand.isOpen);
}

/** `sin x`, `cos 2x`, `tanh x^2`: a function takes one product of numbers and names. */
function bare(draw: Draw): Part {
  const name = of(draw, ['sin', 'cos', 'tanh', '\\sin', '\\cos']);
  const simple = of(
    draw,
    draw.leaves.filter(({ level: tightness }) => tightness === level.atom),
  );
  const [text, js] = of(draw, [
    [simple.text, simple.js],
    [`2 ${simple.text}`, `(2 * ${simple.js})`],
    [`${simple.text}^2`, `(${simple.js} ** 2)`],
    [`-${simple.text}`, `(-${simple.js})`],
  ] as const);
  return part(`${name} ${text}`, `Math.${name.replace('\\', '')}(${js})`, level.power, true);
}

function called(draw: Draw): Part {
  const { text, js } = numeric(draw);
  return of(draw, [
    () => atom(`sin(${text})`, `Math.sin(${js})`),
    () => atom(`\\cos\\left(${text}\\right)`, `Math.cos(${js})`),
    () => part(`sin^2(${text})`, `(Math.sin(${js}) ** 2)`, level.power),
    () => atom(`arctan(${text})`, `Math.atan(${js})`),
    () => part(`tan^{-1}(${text})`, `Math.atan(${js})`, level.power),
    () => atom(`sqrt(1 + |${text}|)`, `Math.sqrt(1 + Math.abs(${js}))`),
    () => atom(`\\sqrt{2 + \\cos(${text})}`, `Math.sqrt(2 + Math.cos(${js}))`),
    () => atom(`√(0.5 + |${text}|)`, `Math.sqrt(0.5 + Math.abs(${js}))`),
    () => atom(`ln(2 + sin(${text}))`, `Math.log(2 + Math.sin(${js}))`),
    () => atom(`log_2(2 + tanh(${text}))`, `Math.log2(2 + Math.tanh(${js}))`),
    () => atom(`exp(-|${text}|)`, `Math.exp(-Math.abs(${js}))`),
    () => atom(`max(${text}, 0.1)`, `Math.max(${js}, 0.1)`),
    () => atom(`min(${text}, 1, 2)`, `Math.min(${js}, 1, 2)`),
    () => atom(`floor(${text})`, `Math.floor(${js})`),
    () => atom(`\\sqrt[3]{1 + (${text})^2}`, `Math.cbrt(1 + (${js}) ** 2)`),
    () => atom(`hypot(${text}, 1)`, `Math.hypot(${js}, 1)`),
  ])();
}

function bars(draw: Draw): Part {
  const { text, js } = numeric(draw);
  return atom(`|${text}|`, `Math.abs(${js})`);
}

function chosen(draw: Draw): Part {
  const [a, b, c] = [leaf(draw), leaf(draw), leaf(draw)];
  const [test, js] = of(draw, [
    [`${a.text} > ${b.text}`, `${a.js} > ${b.js}`],
    [`${a.text} ≤ ${b.text}`, `${a.js} <= ${b.js}`],
    [`-1 < ${a.text} < ${b.text}`, `-1 < ${a.js} && ${a.js} < ${b.js}`],
    [`${a.text} > 0 and ${b.text} >= ${c.text}`, `${a.js} > 0 && ${b.js} >= ${c.js}`],
    [`${a.text} + ${b.text} > 1 or ${c.text} < -1`, `${a.js} + ${b.js} > 1 || ${c.js} < -1`],
  ] as const);
  const [yes, no] = [numeric(draw), numeric(draw)];
  return atom(`${of(draw, ['if', 'where'])}(${test}, ${yes.text}, ${no.text})`, `((${js}) ? ${yes.js} : ${no.js})`);
}

function helped(draw: Draw): Part {
  const { text, js } = numeric(draw);
  return atom(`g(${text})`, `g(${js})`);
}

/** A sum or product over a subscript. */
function fold(draw: Draw): Part {
  const inner: Draw = {
    pick: (count) => draw.pick(count),
    depth: Math.min(draw.depth, 1),
    isVector: false,
    leaves: [
      ...['x_i', 'x_i', 'x_{i}'].map((text) => atom(text, 'x[i - 1]')),
      atom('x_{i+1}', 'x[i]'),
      atom('x_{n-i}', 'x[x.length - i - 1]'),
      atom('i'),
      ...draw.leaves,
    ],
  };
  const body = numeric(inner);
  const tight = held(inner, body, level.product);
  const term = `(i) => ${body.js}`;
  return of(draw, [
    () => atom(`sum(i = 1..n-1, ${body.text})`, `add(1, x.length - 1, ${term})`),
    () => part(`\\sum_{i=1}^{n-1} ${tight.text}`, `add(1, x.length - 1, ${term})`, level.sum, true),
    () => part(`Σ_{i=2}^{n-1} ${tight.text}`, `add(2, x.length - 1, ${term})`, level.sum, true),
    () => atom(`sum(x_i^2)`, 'add(1, x.length, (i) => x[i - 1] ** 2)'),
    () => atom(`sum(i=1..n, i x_i)`, 'add(1, x.length, (i) => i * x[i - 1])'),
    () => atom(`prod(i=1..n, 1 + 0.1 sin(x_i))`, 'multiply(1, x.length, (i) => 1 + 0.1 * Math.sin(x[i - 1]))'),
    () =>
      atom(
        `sum(i=1..3, sum(j=1..n, x_j cos(i x_j)))`,
        'add(1, 3, (i) => add(1, x.length, (j) => x[j - 1] * Math.cos(i * x[j - 1])))',
      ),
  ])();
}

const folds = `const add = (from, to, f) => { let s = 0; for (let i = from; i <= to; i++) s += f(i); return s; };
  const multiply = (from, to, f) => { let p = 1; for (let i = from; i <= to; i++) p *= f(i); return p; };`;

/** A formula drawn from a list of choices. */
export function formulaFrom(choices: readonly number[]): RandomFormula {
  let at = 0;
  const pick = (count: number): number => (choices.length === 0 ? 0 : choices[at++ % choices.length]! % count);
  const isVector = pick(2) === 0;
  const draw: Draw = { pick, depth: 4, isVector, leaves: isVector ? vectorLeaves : scalarLeaves };
  const { text, js } = numeric(draw);
  // Every variable is used, so that the point is the same whatever was drawn.
  const rest = isVector ? 'x_1 + x_n' : 'x + y/2 - 3θ';
  const restJs = isVector ? 'x[0] + x[x.length - 1]' : 'x + y / 2 - 3 * theta';
  // A line that begins with a sign continues the one before.
  const isBare = !text.startsWith('-') && pick(2) === 0;
  const head = isBare ? '' : isVector ? 'f(x) = ' : 'f(x, y, θ) = ';
  return {
    source: ['a = 1.5', 'g(t) = t/(1 + t^2)', `${head}${text} + ${rest}`].join('\n'),
    javascript: `(${isVector ? 'x' : '[x, y, theta]'}) => {
  ${folds}
  const a = 1.5, g = (t) => t / (1 + t ** 2);
  return ${js} + ${restJs};
}`,
    n: isVector ? null : 3,
  };
}

/** Random formulas. */
export function randomFormula(): fc.Arbitrary<RandomFormula> {
  return fc.array(fc.nat({ max: 5039 }), { minLength: 30, maxLength: 90 }).map(formulaFrom);
}
