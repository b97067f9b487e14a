/** How each elementwise operation is written; sums, products and powers are put together by the printer. */
import type { BinaryOp, UnaryOp } from '../node';
import { atom, brackets, call, callWith, closed, fraction, level, power, sum, within, type Piece } from './piece';

/** Exponents longer than this stand on the line, behind exp. */
const longestExponent = 48;

const bars = (left: string, right: string) => (a: Piece) => atom(`\\left${left}${a.tex}\\right${right}`);
const named = (name: string) => (a: Piece) => call(name, a);
const word = (name: string) => (a: Piece) => callWith(`\\operatorname{${name}}`, a);
const plain = (piece: Piece) => ({ isNegative: false, piece });

function exponential(a: Piece): Piece {
  const isTall = a.tex.length > longestExponent || /\\(?:frac|sum|prod|begin)/.test(a.tex);
  if (isTall) return call('\\exp', { ...a, level: level.sum });
  const tex = `e^{${a.tex}}`;
  return { tex, level: level.power, closed: tex };
}

export const unaryTex: Record<UnaryOp, (a: Piece) => Piece> = {
  neg: (a) => sum([{ isNegative: true, piece: a }]),
  abs: bars('|', '|'),
  sign: word('sgn'),
  sqrt: (a) => atom(`\\sqrt{${a.tex}}`),
  cbrt: (a) => atom(`\\sqrt[3]{${a.tex}}`),
  exp: exponential,
  expm1: (a) => sum([plain(exponential(a)), { isNegative: true, piece: atom('1') }]),
  log: named('\\ln'),
  log1p: (a) => call('\\ln', sum([plain(atom('1')), plain(a)])),
  log2: named('\\log_{2}'),
  log10: named('\\log_{10}'),
  sin: named('\\sin'),
  cos: named('\\cos'),
  tan: named('\\tan'),
  asin: named('\\arcsin'),
  acos: named('\\arccos'),
  atan: named('\\arctan'),
  sinh: named('\\sinh'),
  cosh: named('\\cosh'),
  tanh: named('\\tanh'),
  asinh: word('arsinh'),
  acosh: word('arcosh'),
  atanh: word('artanh'),
  floor: bars('\\lfloor', '\\rfloor'),
  ceil: bars('\\lceil', '\\rceil'),
  round: word('round'),
  trunc: word('trunc'),
  erf: word('erf'),
  square: (a) => power(a, '2'),
  reciprocal: (a) => fraction('1', a.tex),
  relu: word('relu'),
  sigmoid: word('sigmoid'),
  softplus: word('softplus'),
  not: (a) => atom(`\\lnot ${within(a, level.call)}`),
  isnan: word('isnan'),
  isfinite: word('isfinite'),
};

const relation =
  (sign: string) =>
  (a: Piece, b: Piece): Piece => {
    const tex = `${within(a, level.sum)} ${sign} ${within(b, level.sum)}`;
    // Iverson's bracket: 1 where it holds.
    return { tex, level: level.comparison, closed: `\\left[${tex}\\right]` };
  };
const function2 = (name: string) => (a: Piece, b: Piece) => callWith(name, a, b);

/** Operations of two arguments that are neither sums nor products. */
export const binaryTex: Record<
  Exclude<BinaryOp, 'add' | 'sub' | 'mul' | 'div' | 'maskmul'>,
  (a: Piece, b: Piece) => Piece
> = {
  pow: (a, b) => power(a, b.tex),
  atan2: function2('\\operatorname{atan2}'),
  hypot: (a, b) => atom(`\\sqrt{${sum([plain(power(a, '2')), plain(power(b, '2'))]).tex}}`),
  min: function2('\\min'),
  max: function2('\\max'),
  mod: (a, b) => ({ tex: `${closed(a)} \\bmod ${closed(b)}`, level: level.sum }),
  rem: function2('\\operatorname{rem}'),
  floordiv: (a, b) => atom(`\\left\\lfloor ${fraction(a.tex, b.tex).tex} \\right\\rfloor`),
  lt: relation('<'),
  le: relation('\\le'),
  gt: relation('>'),
  ge: relation('\\ge'),
  eq: relation('='),
  ne: relation('\\ne'),
  and: joined('\\land'),
  or: joined('\\lor'),
};

function joined(sign: string): (a: Piece, b: Piece) => Piece {
  const side = (piece: Piece): string => (piece.level === level.comparison ? piece.tex : brackets(piece.tex));
  return (a, b) => {
    const tex = `${side(a)} ${sign} ${side(b)}`;
    return { tex, level: level.comparison, closed: `\\left[${tex}\\right]` };
  };
}
