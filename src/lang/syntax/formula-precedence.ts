/** The operators of formulas by how tightly they bind, and the LaTeX commands that mean something in one. */
import { constantNames, functionNames } from './formula-names';
import { greekNames } from './formula-tokens';
import type { CompareOp } from './tree';

/** Larger binds tighter. */
export const precedence: Record<string, number> = {
  or: 1,
  and: 2,
  '&&': 2,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  '@': 5,
  '^': 7,
  '**': 7,
};

/** Signs that compare. */
export const comparisons: Record<string, CompareOp> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '==',
  '!=': '!=',
};

/** Of all comparisons. */
export const comparisonPrecedence = 3;

/** Of products, juxtaposition among them. */
export const productPrecedence = 5;

/** Of a sign before a term: looser than powers. */
export const signPrecedence = 6;

/** Of powers. */
export const powerPrecedence = 7;

const otherCommands = new Set(['frac', 'tfrac', 'dfrac', 'sum', 'prod', 'in', 'to', 'land', 'lor', 'ell', 'hbar']);

/** Whether a LaTeX command is a name, a function or an operator of formulas. */
export const isKnownCommand = (name: string): boolean =>
  greekNames.has(name) || functionNames.has(name) || constantNames[name] !== undefined || otherCommands.has(name);
