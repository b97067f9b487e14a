/**
 * One side of a constraint as a tree, in whichever of the three languages it is written.
 *
 * The text around the side is replaced by line breaks, so that every range is one of the constraint itself and Python
 * sees no indentation.
 */
import { type Diagnostic, fail } from '../diagnostics';
import { Failures } from '../failures';
import { FormulaExpressions } from '../syntax/formula-expressions';
import { tokenizeFormula } from '../syntax/formula-tokens';
import { parseJavaScript } from '../syntax/javascript';
import { parsePython } from '../syntax/python';
import type { Expression, Language, Module, Range } from '../syntax/tree';
import { mapExpression } from '../syntax/visit';

/** What a formula must know of the loss to read its names. */
export interface KnownNames {
  /** names of values: never products of letters */
  readonly values: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  /** whether x[0] is the first element: brackets count as the loss's language does, x_1 counts from 1 everywhere */
  readonly countsFromZero: boolean;
}

/** Parses the text of one side.
 *  @throws LossError or Failures, with ranges in `source` */
export function parseSide(source: string, side: Range, language: Language, known: KnownNames): Expression {
  const text = '\n'.repeat(side.from) + source.slice(side.from, side.to);
  if (language === 'formula') return new FormulaSide(text, known).whole();
  const module = language === 'python' ? pythonModule(text) : parseJavaScript(text);
  const [statement] = module.body.filter(({ type }) => type !== 'empty');
  if (statement?.type === 'expression' && module.body.length === 1) return statement.value;
  return fail(
    side,
    'syntax',
    'A side of a constraint is one expression.',
    'Write a value here; statements belong to the loss.',
  );
}

function pythonModule(text: string): Module {
  const { module, errors } = parsePython(text);
  if (errors.length > 0) throw new Failures(errors satisfies readonly Diagnostic[]);
  return module;
}

class FormulaSide extends FormulaExpressions {
  constructor(
    private readonly text: string,
    private readonly known: KnownNames,
  ) {
    const tokens = tokenizeFormula(text).filter(
      ({ kind, text: word }) => kind !== 'newline' && (kind !== 'op' || word !== ''),
    );
    super(text, tokens, [...known.values]);
    for (const name of known.functions) this.helpers.add(name);
  }

  whole(): Expression {
    const value = this.expression(0);
    const next = this.peek();
    if (next.kind !== 'end') {
      const isBracket = /^[)\]}]$/.test(next.text);
      fail(
        next,
        'syntax',
        isBracket ? `“${next.text}” closes nothing.` : `“${next.text}” is not expected here.`,
        isBracket ? 'Remove it or open it before.' : 'Check the operator before it.',
      );
    }
    return mapExpression(value, (node) => this.resolved(node));
  }

  /** `x_1` as a variable of that name where the loss has one; `x[0]` as the loss's language counts. */
  private resolved(node: Expression): Expression | null {
    if (node.type !== 'subscript' || node.object.type !== 'name') return null;
    const [index] = node.indices;
    const { name } = node.object;
    if (index?.type === 'number' && !this.known.values.has(name) && this.known.values.has(`${name}_${index.value}`)) {
      return { type: 'name', name: `${name}_${index.value}`, from: node.from, to: node.to };
    }
    const isBracket = this.text[node.object.to] === '[';
    return isBracket && this.known.countsFromZero ? { ...node, oneBased: false } : null;
  }
}
