/**
 * What a constraint may speak of: the loss's own variables, and what its text names around and above its result.
 *
 * The loss's module is run as for the loss itself; of the function, the lines that name something once and for all
 * are (`r = np.array(…)`, `const [a, b] = x`). Names that loops and conditions change have no single value: a
 * constraint that uses one is told so.
 */
import type { Graph } from '../../ir/graph';
import { chooseLoss } from '../choose';
import { isLossExpression, lambdaOf } from '../entry';
import { globalValue } from '../functions/lookup';
import { Interpreter } from '../lower/interpreter';
import { Cell, DictValue, Scope, type Value, integer, poison } from '../lower/values';
import { defineOutside, unitsIn } from '../outside';
import { bindPoint, keywordDictionary, type Mode, type Signature } from '../parameters';
import type { ParseOptions } from '../parse-loss';
import type { Assign, Lambda, Language, Module, Statement } from '../syntax/tree';
import { assignedNames, boundNames, expressionsOf, visitExpressions } from '../syntax/visit';

/** A loss that has compiled, as far as constraints need it. */
export interface ConstrainedLoss {
  readonly source: string;
  readonly language: Language;
  readonly n: number;
  readonly signature: Signature;
  readonly params?: ParseOptions['params'];
  readonly data?: ParseOptions['data'];
}

/** Runs what surrounds the loss's result.
 *  @param module  the loss's parsed text
 *  @param text    the constraint's text: its units are defined too
 *  @returns       a scope in which the sides of constraints can be evaluated */
export function scopeOfLoss(graph: Graph, module: Module, loss: ConstrainedLoss, text: string): Scope {
  const reader = new LossReader(graph, module.language);
  return reader.read(module, loss, text);
}

class LossReader extends Interpreter {
  read(module: Module, loss: ConstrainedLoss, text: string): Scope {
    const outer = new Scope(null);
    const known = defineOutside(this, outer, unitsIn(`${loss.source} ${text}`, loss), loss.data);
    const isKnown = (name: string): boolean => known.has(name) || globalValue(module.language, name) !== null;
    const choice = chooseLoss(module, isKnown);
    const lambda = lambdaOf(choice, module);
    this.runTopLevel(
      module.body.filter((statement) => !isLossExpression(statement, choice)),
      outer,
    );
    const scope = new Scope(outer);
    scope.isFunction = true;
    this.bindLoss(lambda, scope, loss, known);
    this.runSettledLines(lambda.body, scope);
    if (!scope.lookup('n')) this.defineCell(scope, 'n', integer(loss.n));
    return scope;
  }

  private bindLoss(lambda: Lambda, scope: Scope, loss: ConstrainedLoss, known: ReadonlyMap<string, Value>): void {
    const { form, names } = loss.signature;
    const mode: Mode = form === 'vector' ? 'vector' : form === 'scalars' ? 'scalar' : loss.params ? 'vector' : 'names';
    const params = loss.params ?? null;
    const point = bindPoint(this, lambda, loss.n, mode, params, names, known);
    const keywords = lambda.params.find(({ kind }) => kind === 'keywords');
    let dictionary = point.args.map(({ value }) => value).find((value) => value instanceof DictValue);
    if (keywords?.target.type === 'name' && point.form === 'named' && point.args.length === 0) {
      dictionary = keywordDictionary(this, point, loss.n, params) as DictValue;
      this.defineCell(scope, keywords.target.name, dictionary);
    } else this.bindParameters(lambda, scope, point.args, lambda.header);
    // A destructured point has no name of its own, but its coordinates are labelled with this one.
    const [packed] = point.args;
    if (form === 'vector' && packed && !scope.lookup(names[0]!)) this.defineCell(scope, names[0]!, packed.value);
    if (!dictionary) return;
    // Parameters by name are variables by name too; a name that the loss does not have is not made here.
    dictionary.onMissing = null;
    for (const [name, value] of dictionary.entries) if (!scope.lookup(name)) this.defineCell(scope, name, value);
  }

  private runSettledLines(body: readonly Statement[], scope: Scope): void {
    const times = new Map<string, number>();
    const count = (names: Iterable<string>, by: number): void => {
      for (const name of names) times.set(name, (times.get(name) ?? 0) + by);
    };
    for (const statement of body) {
      const isSettled = isNaming(statement) || statement.type === 'function';
      count(assignedNames([statement]), isSettled ? 1 : 2);
      for (const expression of expressionsOf(statement)) {
        visitExpressions(expression, (node) => node.type === 'assign' && count(boundNames(node.target), 2));
      }
    }
    const isOnce = (name: string): boolean => times.get(name) === 1 && !scope.cells.has(name);
    const lines = body.filter(
      (statement) =>
        (isNaming(statement) || statement.type === 'function') && [...assignedNames([statement])].every(isOnce),
    );
    for (const name of times.keys()) {
      // A parameter that is assigned again is still the parameter to a constraint.
      if (!isOnce(name) && !scope.cells.has(name)) scope.cells.set(name, new Cell(name, poison, 0));
    }
    for (const name of lines.flatMap((line) => [...assignedNames([line])])) scope.cells.delete(name);
    this.runTopLevel(lines, scope);
  }
}

const isNaming = (statement: Statement): statement is Assign =>
  statement.type === 'assignment' && statement.op === null && statement.value !== null;
