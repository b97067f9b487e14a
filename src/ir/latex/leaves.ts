/** What a formula ends in: coordinates, numbers, elements of constant arrays. */
import { constantArray } from '../constants';
import type { Node } from '../node';
import { affineTex, isFixed, type Affine } from './affine';
import { ruleOf } from './constants';
import { unaryTex } from './operations';
import { atom, fraction, level, sum, type Piece } from './piece';
import { numberTex, symbolOf, vectorOf } from './symbols';

/** Thrown when a program has no formula that anybody would want to read. */
export class Unreadable extends Error {}

/** A name that stands for a part of the formula. */
export interface Definition {
  readonly name: string;
  readonly tex: string;
}

/** Prints leaves, and keeps what they need to be defined. */
export class Leaves {
  readonly definitions: Definition[] = [];
  isRounded = false;
  protected readonly vector: ReturnType<typeof vectorOf>;
  private readonly arrays = new Map<Node, string>();

  /** @param labels  names of the coordinates */
  constructor(protected readonly labels: readonly string[]) {
    this.vector = vectorOf(labels);
  }

  protected number(value: number): Piece {
    const { tex, isRounded } = numberTex(Math.abs(value));
    this.isRounded ||= isRounded;
    const size: Piece = /\\cdot|\\tfrac/.test(tex)
      ? { tex, level: level.call, closed: tex }
      : /\^/.test(tex)
        ? { tex, level: level.power }
        : atom(tex);
    return value < 0 ? sum([{ isNegative: true, piece: size }]) : size;
  }

  protected coordinate(at: Affine): Piece {
    if (isFixed(at)) return atom(symbolOf(this.labels[at.constant] ?? `x[${at.constant}]`));
    if (!this.vector) throw new Unreadable();
    const shown = { ...at, constant: at.constant + this.vector.base };
    return atom(`${this.vector.symbol}_{${affineTex(shown, String)}}`);
  }

  protected constant(node: Node, index: readonly Affine[]): Piece {
    const data = constantArray(node)!;
    if (index.every(isFixed)) {
      const flat = index.reduce((sum_, at, axis) => sum_ * node.shape[axis]! + at.constant, 0);
      return this.number(data[flat]!);
    }
    const rule = ruleOf(data, node.shape, index);
    if (!rule) return this.namedArray(node, index);
    const inside: Piece = {
      tex: affineTex(rule.inside, (value) => this.number(value).tex),
      level: rule.inside.terms.size === 1 && rule.inside.constant === 0 ? level.product : level.sum,
    };
    const isLetter = /^[a-z]$/.test(inside.tex);
    if (rule.kind === 'sqrt') return unaryTex.sqrt(inside);
    return rule.kind === 'reciprocal' ? fraction('1', inside.tex) : isLetter ? atom(inside.tex) : inside;
  }

  private namedArray(node: Node, index: readonly Affine[]): Piece {
    let name = this.arrays.get(node);
    if (!name) {
      name = `${node.shape.length === 1 ? 'c' : 'A'}^{(${this.arrays.size + 1})}`;
      this.arrays.set(node, name);
      this.definitions.push({ name, tex: this.arrayTex(node) });
    }
    const base = this.vector?.base ?? 0;
    const subscripts = index.map((at) => affineTex({ ...at, constant: at.constant + base }, String));
    return atom(`${name}_{${subscripts.join(',')}}`);
  }

  private arrayTex(node: Node): string {
    const data = constantArray(node)!;
    const [rows, columns] = node.shape as [number, number];
    if (node.shape.length > 2 || rows * columns > 25) return `\\text{constants, } ${node.shape.join(' \\times ')}`;
    if (node.shape.length === 2) {
      const row = (i: number): string =>
        Array.from(data.slice(i * columns, (i + 1) * columns), (value) => this.number(value).tex).join(' & ');
      return `\\begin{pmatrix} ${Array.from({ length: rows }, (_, i) => row(i)).join(' \\\\ ')} \\end{pmatrix}`;
    }
    const shown = Array.from(data.slice(0, 6), (value) => this.number(value).tex);
    return `(${[...shown, ...(data.length > shown.length ? ['\\ldots'] : [])].join(',\\, ')})`;
  }
}
