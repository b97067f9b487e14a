/**
 * Derivatives by a complex step, exact to rounding and independent of the rules that are tested (Squire & Trapp 1998):
 * f(x + i·h)'s imaginary part over h, for an h so small that its square vanishes. Where a function is not analytic, the
 * real part decides, as it decides which branch is taken.
 */
import type { Program } from '../../ir/graph';
import type { Node } from '../../ir/node';
import { binaryOps, isBinary, isUnary, unaryOps } from '../../ir/ops';
import { scalarElements } from '../../ir/scalarize';
import { sizeOf } from '../../ir/shape';
import { reachable } from '../../ir/traverse';

/** The step: h² is no f64, so that cos(h) is 1 and sin(h) is h. */
const STEP = 1e-160;

interface Complex {
  readonly re: number;
  readonly im: number;
}

const complex = (re: number, im: number): Complex => ({ re, im });
const times = (a: Complex, b: Complex): Complex => complex(a.re * b.re, a.re * b.im + a.im * b.re);
const over = (a: Complex, b: Complex): Complex => {
  const re = a.re / b.re;
  return complex(re, (a.im - re * b.im) / b.re);
};

/** f(re) with slope · im: what an analytic function does with so small an imaginary part. */
function unary(op: keyof typeof unaryOps, { re, im }: Complex): Complex {
  const value = unaryOps[op].cpu(re);
  const along = (slope: number): Complex => complex(value, im === 0 ? 0 : slope * im);
  switch (op) {
    case 'neg':
      return along(-1);
    case 'abs':
      return along(Math.sign(re));
    case 'sqrt':
      return along(re === 0 ? 0 : 0.5 / value);
    case 'cbrt':
      return along(re === 0 ? 0 : 1 / (3 * value * value));
    case 'exp':
      return along(value);
    case 'expm1':
      return along(Math.exp(re));
    case 'log':
      return along(1 / re);
    case 'log1p':
      return along(1 / (1 + re));
    case 'log2':
      return along(1 / (re * Math.LN2));
    case 'log10':
      return along(1 / (re * Math.LN10));
    case 'sin':
      return along(Math.cos(re));
    case 'cos':
      return along(-Math.sin(re));
    case 'tan':
      return along(1 / Math.cos(re) ** 2);
    case 'asin':
      return along(1 / Math.sqrt((1 - re) * (1 + re)));
    case 'acos':
      return along(-1 / Math.sqrt((1 - re) * (1 + re)));
    case 'atan':
      return along(1 / (1 + re * re));
    case 'sinh':
      return along(Math.cosh(re));
    case 'cosh':
      return along(Math.sinh(re));
    case 'tanh':
      return along(1 / Math.cosh(re) ** 2);
    case 'asinh':
      return along(1 / Math.hypot(1, re));
    case 'acosh':
      return along(1 / Math.sqrt((re - 1) * (re + 1)));
    case 'atanh':
      return along(1 / ((1 - re) * (1 + re)));
    case 'erf':
      return along((2 / Math.sqrt(Math.PI)) * Math.exp(-re * re));
    case 'square':
      return along(2 * re);
    case 'reciprocal':
      return along(-value * value);
    case 'relu':
      return along(re > 0 ? 1 : 0);
    case 'sigmoid':
      return along(value * (1 - value));
    case 'softplus':
      return along(1 / (1 + Math.exp(-re)));
    case 'sign':
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
    case 'not':
    case 'isnan':
    case 'isfinite':
      return complex(value, 0);
    default:
      return op satisfies never;
  }
}

function binary(op: keyof typeof binaryOps, a: Complex, b: Complex): Complex {
  const value = binaryOps[op].cpu(a.re, b.re);
  switch (op) {
    case 'add':
      return complex(value, a.im + b.im);
    case 'sub':
      return complex(value, a.im - b.im);
    case 'mul':
      return complex(value, times(a, b).im);
    case 'maskmul':
      return a.re === 0 ? complex(0, 0) : complex(value, times(a, b).im);
    case 'div':
      return complex(value, over(a, b).im);
    case 'pow': {
      const base = a.im === 0 ? 0 : b.re * a.re ** (b.re - 1) * a.im;
      const exponent = b.im === 0 ? 0 : value * Math.log(a.re) * b.im;
      return complex(value, base + exponent);
    }
    case 'atan2':
      return complex(value, (b.re * a.im - a.re * b.im) / (a.re * a.re + b.re * b.re));
    case 'hypot':
      return complex(value, value === 0 ? 0 : (a.re * a.im + b.re * b.im) / value);
    // Ties share: the mean of both sides.
    case 'min':
    case 'max':
      return complex(value, a.re === b.re ? (a.im + b.im) / 2 : value === a.re ? a.im : b.im);
    case 'mod':
      return complex(value, a.im - Math.floor(a.re / b.re) * b.im);
    case 'rem':
      return complex(value, a.im - Math.trunc(a.re / b.re) * b.im);
    case 'floordiv':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'eq':
    case 'ne':
    case 'and':
    case 'or':
      return complex(value, 0);
    default:
      return op satisfies never;
  }
}

/** ∇f at x, one complex evaluation for each coordinate of the program written out.
 *  Cost: n evaluations of every element; for tests. */
export function complexStepGradient(program: Program, x: Float64Array): Float64Array {
  const root = scalarElements(program.graph, [program.outputs[0]!])[0]![0]!;
  const nodes = reachable([root]);
  return Float64Array.from(x, (_, i) => stepAlong(nodes, root, x, i).im / STEP);
}

function stepAlong(nodes: readonly Node[], root: Node, x: Float64Array, i: number): Complex {
  const values = new Map<number, readonly Complex[]>();
  for (const node of nodes) values.set(node.id, valueOf(node, values, x, i));
  return values.get(root.id)![0]!;
}

function valueOf(
  node: Node,
  values: ReadonlyMap<number, readonly Complex[]>,
  x: Float64Array,
  i: number,
): readonly Complex[] {
  const args = node.args.map((arg) => values.get(arg.id)!);
  const { op, attrs } = node;
  if (op === 'input') return Array.from(x, (value, k) => complex(value, k === i ? STEP : 0));
  if (op === 'constant') return Array.from(attrs.data!, (value) => complex(value, 0));
  if (op === 'reshape') return args[0]!;
  if (op === 'broadcast') return Array.from({ length: sizeOf(node.shape) }, () => args[0]![0]!);
  if (op === 'slice')
    return Array.from(
      { length: attrs.ranges![0]!.count },
      (_, k) => args[0]![attrs.ranges![0]!.start + k * attrs.ranges![0]!.step]!,
    );
  if (op === 'select') return [args[0]![0]!.re !== 0 ? args[1]![0]! : args[2]![0]!];
  if (isUnary(op)) return [unary(op, args[0]![0]!)];
  if (isBinary(op)) return [binary(op, args[0]![0]!, args[1]![0]!)];
  throw new Error(`${op} is not written out`);
}
