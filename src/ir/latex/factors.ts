/** The factors of a product or quotient, gathered before they are written: equal ones become powers. */
import type { Node } from '../node';
import { affineTex, type Affine } from './affine';
import { power, type Piece } from './piece';

/** An element of an array. */
export interface Operand {
  readonly node: Node;
  readonly index: readonly Affine[];
}

/** Factors above and below a fraction line. */
export class Factors {
  coefficient = 1;
  private readonly found = new Map<string, Operand & { isTop: boolean; count: number }>();

  scale(by: number): void {
    this.coefficient *= by;
  }

  add(operand: Operand, isTop: boolean): void {
    const key = `${isTop}|${operand.node.id}|${operand.index.map((at) => affineTex(at, String)).join()}`;
    const known = this.found.get(key);
    if (known) known.count++;
    else this.found.set(key, { ...operand, isTop, count: 1 });
  }

  pieces(isTop: boolean, print: (operand: Operand) => Piece): Piece[] {
    return [...this.found.values()]
      .filter((factor) => factor.isTop === isTop)
      .map((factor) => power(print(factor), String(factor.count)));
  }
}
