/**
 * A program as a formula: arrays are written by their elements under subscripts, reductions as Σ, Π, min and max.
 *
 * The graph shares what the formula repeats. Up to a size that is how people write; beyond it, shared numbers get names
 * of their own (u₁, u₂ …). What has no reasonable notation, such as a sequential loop, makes the formula unreadable.
 */
import { constantValue } from '../constants';
import type { Node } from '../node';
import { isBinary, isUnary } from '../ops';
import { affineTex, fixed, isFixed, letterFrom, type Affine } from './affine';
import { Factors, type Operand } from './factors';
import { Leaves, Unreadable } from './leaves';
import { sourceIndex } from './moves';
import { binaryTex, unaryTex } from './operations';
import { atom, callWith, fraction, level, product, sum, within, type Piece } from './piece';

/** Operations in one formula, names of parts included. Empirical: about half a page. */
const budget = 320;
/** Sums are written out up to here: x₀² + x₁² rather than Σ. */
const writtenOut = 3;

const letters = ['i', 'j', 'k', 'l', 'm', 'p', 'q', 'r'];

interface Term extends Operand {
  readonly isNegative: boolean;
}

/** Prints one formula; its definitions and names belong to it. */
export class Printer extends Leaves {
  private spent = 0;
  private readonly names = new Map<number, string>();
  private readonly openLetters: string[] = [];

  /** @param labels    names of the coordinates
   *  @param named     numbers that get a name, which is printed when they are first met
   *  @param isDerivative  like terms are collected, and zeros that stand in for a missing derivative left out */
  constructor(
    labels: readonly string[],
    private readonly named: ReadonlySet<Node>,
    private readonly isDerivative = false,
  ) {
    super(labels);
  }

  /** The element of an array at a subscript.
   *  @throws Unreadable */
  print(node: Node, index: readonly Affine[]): Piece {
    const open = this.unguarded(node);
    if (open !== node) return this.print(open, this.indexFor(open, index));
    if (!this.named.has(node)) return this.spell(node, index);
    let name = this.names.get(node.id);
    if (name === undefined) {
      const { tex } = this.spell(node, index);
      name = `u_{${this.names.size + 1}}`;
      this.names.set(node.id, name);
      this.definitions.push({ name, tex });
    }
    return atom(name);
  }

  private spell(node: Node, index: readonly Affine[]): Piece {
    if (++this.spent > budget) throw new Unreadable();
    const value = constantValue(node);
    if (value !== undefined) return this.number(value);
    const { op, args } = node;
    const at = (arg: Node): Piece => this.print(arg, this.indexFor(arg, index));
    switch (op) {
      case 'add':
      case 'sub':
      case 'neg':
        return this.sum({ node, index });
      case 'mul':
      case 'div':
      case 'maskmul':
        return this.product({ node, index });
      case 'input':
        return this.coordinate(index[0]!);
      case 'constant':
        return this.constant(node, index);
      case 'select':
        return this.cases(node, index);
      case 'reduce':
        return this.reduction(node, index);
      case 'cumulative':
        return this.running(node, index);
      case 'matmul':
        return this.matrixProduct(node, index);
      case 'scatter':
        return this.scattered(node, index);
      case 'reshape':
      case 'transpose':
      case 'broadcast':
      case 'slice':
      case 'gather':
      case 'concat': {
        const source = sourceIndex(node, index);
        if (!source) throw new Unreadable();
        return this.print(source.node, source.index);
      }
      case 'param':
      case 'scan':
      case 'output':
        throw new Unreadable();
      default:
        if (isUnary(op)) return unaryTex[op](at(args[0]!));
        if (isBinary(op)) return binaryTex[op](at(args[0]!), at(args[1]!));
        return op satisfies never;
    }
  }

  /** What a derivative is where it exists. */
  private unguarded(node: Node): Node {
    return this.isDerivative && isGuard(node) ? this.unguarded(node.args[2]!) : node;
  }

  /** Elementwise arguments have the shape of their operation, or are numbers. */
  private indexFor(arg: Node, index: readonly Affine[]): readonly Affine[] {
    return arg.shape.length === 0 ? [] : index;
  }

  /** Terms of a sum, through nested sums that have no name of their own. */
  private termsOf({ node, index, isNegative }: Term): Term[] {
    const inner = (arg: Node, flip: boolean): Term[] => {
      const operand = { node: arg, index: this.indexFor(arg, index), isNegative: isNegative !== flip };
      return this.isOpen(arg, ['add', 'sub', 'neg']) ? this.termsOf(operand) : [operand];
    };
    const [a, b] = node.args as [Node, Node];
    if (node.op === 'neg') return inner(a, true);
    return [...inner(a, false), ...inner(b, node.op === 'sub')];
  }

  private isOpen(node: Node, ops: readonly string[]): boolean {
    return ops.includes(node.op) && !this.named.has(node);
  }

  private sum(operand: Operand): Piece {
    const terms = this.termsOf({ ...operand, isNegative: false });
    const pieces = this.isDerivative ? this.collected(terms) : terms.map((term) => this.term(term));
    return sum(pieces);
  }

  private term({ node, index, isNegative }: Term): { isNegative: boolean; piece: Piece } {
    const piece = this.print(node, index);
    return piece.negated ? { isNegative: !isNegative, piece: piece.negated } : { isNegative, piece };
  }

  /** Terms that differ by a number only, as one: differentiation leaves many. */
  private collected(terms: readonly Term[]): { isNegative: boolean; piece: Piece }[] {
    const groups = new Map<string, Term & { factor: number; count: number }>();
    for (const term of terms) {
      const { node, index, isNegative } = term;
      const outer = node.op === 'mul' && !this.named.has(node) ? constantValue(node.args[0]!) : undefined;
      const inner = outer === undefined ? node : node.args[1]!;
      const factor = (outer ?? 1) * (isNegative ? -1 : 1);
      const key = `${inner.id}|${index.map((at) => affineTex(at, String)).join()}`;
      const known = groups.get(key);
      if (known) {
        known.factor += factor;
        known.count++;
      } else groups.set(key, { ...term, node: inner, index: this.indexFor(inner, index), factor, count: 1 });
    }
    return [...groups.values()].map(({ factor, count, ...term }) => {
      // What came of adding rounded numbers is no longer recognizable as 1/3 or π: 0.30000000000000004.
      const size = Math.abs(count > 1 ? Number(factor.toPrecision(15)) : factor);
      const piece = this.scaled(term, size);
      const isNegative = factor < 0;
      return piece.negated ? { isNegative: !isNegative, piece: piece.negated } : { isNegative, piece };
    });
  }

  private scaled({ node, index }: Operand, by: number): Piece {
    const factors = new Factors();
    factors.scale(by);
    if (this.isOpen(node, ['mul', 'div', 'maskmul'])) this.collect({ node, index }, factors, true);
    else factors.add({ node, index }, true);
    return this.written(factors);
  }

  private product(operand: Operand): Piece {
    const factors = new Factors();
    this.collect(operand, factors, true);
    return this.written(factors);
  }

  private written(factors: Factors): Piece {
    const print = (each: Operand): Piece => this.print(each.node, each.index);
    const top = factors.pieces(true, print);
    const bottom = factors.pieces(false, print);
    const size = Math.abs(factors.coefficient);
    if (size !== 1 || top.length === 0) top.unshift(this.number(size));
    const whole = bottom.length === 0 ? product(top) : fraction(product(top).tex, product(bottom).tex);
    const isNegative = factors.coefficient < 0 || Object.is(factors.coefficient, -0);
    return isNegative ? sum([{ isNegative, piece: whole }]) : whole;
  }

  /** Factors of a product, through nested products and quotients that have no name of their own. */
  private collect({ node, index }: Operand, factors: Factors, isTop: boolean): void {
    if (node.op === 'neg') factors.scale(-1);
    node.args.forEach((given, i) => {
      const arg = this.unguarded(given);
      const operand = { node: arg, index: this.indexFor(arg, index) };
      const isAbove = node.op === 'div' && i === 1 ? !isTop : isTop;
      const value = constantValue(arg);
      // Numbers above the line are gathered; those below it are part of how the text was written.
      if (value !== undefined && Number.isFinite(value) && isAbove) factors.scale(value);
      else if (this.isOpen(arg, ['mul', 'div', 'maskmul', 'neg'])) this.collect(operand, factors, isAbove);
      else factors.add(operand, isAbove);
    });
  }

  private cases(node: Node, index: readonly Affine[]): Piece {
    const lines: string[] = [];
    let rest = node;
    let at = index;
    do {
      const [test, yes, no] = rest.args as [Node, Node, Node];
      const condition = this.print(test, this.indexFor(test, at));
      const holds = condition.level === level.comparison ? condition.tex : `${within(condition, level.call)} \\ne 0`;
      lines.push(`${this.print(yes, this.indexFor(yes, at)).tex} & \\text{if } ${holds}`);
      rest = this.unguarded(no);
      at = this.indexFor(rest, at);
    } while (this.isOpen(rest, ['select']));
    lines.push(`${this.print(rest, at).tex} & \\text{otherwise}`);
    return atom(`\\begin{cases} ${lines.join(' \\\\ ')} \\end{cases}`);
  }

  /** Runs `body` with a letter that is free, as a subscript that counts from the first element. */
  private withLetter<T>(body: (letter: string, at: Affine, base: number) => T): T {
    const taken = new Set([...this.openLetters, ...this.labels]);
    const letter = letters.find((each) => !taken.has(each));
    if (!letter) throw new Unreadable();
    this.openLetters.push(letter);
    const base = this.vector?.base ?? 0;
    const result = body(letter, letterFrom(letter, base), base);
    this.openLetters.pop();
    return result;
  }

  private reduction(node: Node, index: readonly Affine[]): Piece {
    const source = node.args[0]!;
    const axes = [...node.attrs.axes!];
    const op = node.attrs.reduce!;
    const kept = [...index];
    const full = source.shape.map((_, axis) => (axes.includes(axis) ? fixed(0) : kept.shift()!));
    const count = axes.reduce((all, axis) => all * source.shape[axis]!, 1);
    const isShort = axes.length === 1 && count <= writtenOut;
    if (!isShort) {
      const [spent, defined] = [this.spent, this.definitions.length];
      try {
        return this.folded(op, source, full, axes);
      } catch (error) {
        // Elements that follow no rule in their subscripts may still be few enough to be listed.
        if (!(error instanceof Unreadable) || axes.length > 1 || count > 12 || spent > budget) throw error;
        this.openLetters.length = 0;
        this.definitions.length = defined;
        this.spent = spent;
      }
    }
    const elements = Array.from({ length: count }, (_, k) => {
      const at = full.map((each, axis) => (axis === axes[0] ? fixed(k) : each));
      return this.print(source, at);
    });
    if (op === 'sum') return sum(elements.map((piece) => ({ isNegative: false, piece })));
    return op === 'prod' ? product(elements) : callWith(`\\${op}`, ...elements);
  }

  private folded(op: 'sum' | 'prod' | 'min' | 'max', source: Node, full: Affine[], axes: readonly number[]): Piece {
    const [axis, ...others] = axes;
    if (axis === undefined) return this.print(source, full);
    return this.withLetter((letter, at, base) => {
      const index = full.map((each, k) => (k === axis ? at : each));
      const body = this.folded(op, source, index, others);
      return this.bigOperator(op, letter, String(base), String(base + source.shape[axis]! - 1), body);
    });
  }

  private bigOperator(
    op: 'sum' | 'prod' | 'min' | 'max',
    letter: string,
    from: string,
    to: string,
    body: Piece,
  ): Piece {
    const text = within(body, level.big);
    if (op === 'sum' || op === 'prod') {
      return { tex: `\\${op}_{${letter}=${from}}^{${to}} ${text}`, level: level.big };
    }
    return { tex: `\\${op}_{${from} \\le ${letter} \\le ${to}} ${text}`, level: level.big };
  }

  private running(node: Node, index: readonly Affine[]): Piece {
    const { axis, reverse, exclusive, reduce } = node.attrs as Required<typeof node.attrs>;
    return this.withLetter((letter, at, base) => {
      const body = this.print(
        node.args[0]!,
        index.map((each, k) => (k === axis ? at : each)),
      );
      const here = (by: number): string =>
        affineTex({ ...index[axis]!, constant: index[axis]!.constant + base + by }, String);
      const [from, to] = reverse
        ? [here(exclusive ? 1 : 0), String(base + node.shape[axis]! - 1)]
        : [String(base), here(exclusive ? -1 : 0)];
      return this.bigOperator(reduce, letter, from, to, body);
    });
  }

  private matrixProduct(node: Node, [row, column]: readonly Affine[]): Piece {
    const [a, b] = node.args as [Node, Node];
    const { transposeA, transposeB } = node.attrs;
    const inner = a.shape[transposeA ? 0 : 1]!;
    const term = (at: Affine): Piece => {
      const factors = [
        this.print(a, transposeA ? [at, row!] : [row!, at]),
        this.print(b, transposeB ? [column!, at] : [at, column!]),
      ];
      return product(
        factors[1]!.level === level.atom && /^[\d.]+$/.test(factors[1]!.tex) ? factors.toReversed() : factors,
      );
    };
    if (inner <= writtenOut) {
      const terms = Array.from({ length: inner }, (_, k) => term(fixed(k)));
      return sum(terms.map((piece) => ({ isNegative: false, piece })));
    }
    return this.withLetter((letter, at, base) =>
      this.bigOperator('sum', letter, String(base), String(base + inner - 1), term(at)),
    );
  }

  /** An element of an array that was put together from parts: what landed there. */
  private scattered(node: Node, index: readonly Affine[]): Piece {
    if (!index.every(isFixed)) throw new Unreadable();
    const wanted = index.map((at) => at.constant);
    const landed = node.args.flatMap((part, i) => {
      const target = node.attrs.targets![i]!;
      if (target.kind === 'gather') {
        return Array.from(target.indices, (to, k) => ({ to, k }))
          .filter(({ to }) => to === wanted[target.axis])
          .map(({ k }) => ({ node: part, index: wanted.map((at, axis) => fixed(axis === target.axis ? k : at)) }));
      }
      const at = wanted.map((to, axis) => (to - target.ranges[axis]!.start) / target.ranges[axis]!.step);
      const isInside = at.every((k, axis) => Number.isInteger(k) && k >= 0 && k < target.ranges[axis]!.count);
      return isInside ? [{ node: part, index: at.map(fixed) }] : [];
    });
    return sum(landed.map((part) => ({ isNegative: false, piece: this.print(part.node, part.index) })));
  }
}

/** `a = 0 ? 0 : …`: the derivative of a root or a norm at its kink. */
function isGuard(node: Node): boolean {
  if (node.op !== 'select') return false;
  const [test, yes] = node.args as [Node, Node];
  return test.op === 'eq' && constantValue(test.args[1]!) === 0 && constantValue(yes) === 0;
}
