/** Calls: the user's own functions are inlined, the language's are rows of the function table. */
import { LossError, didYouMean, errorAt, fail } from '../diagnostics';
import { type Binding, bindArguments } from '../functions/binding';
import type { Builtin } from '../functions/builtin';
import { withDtype } from '../functions/dtypes';
import type { Home } from '../functions/home';
import type { ArithmeticOp, Call, Expression, Lambda, Range, Subscript } from '../syntax/tree';
import { assignedNames } from '../syntax/visit';
import { arithmetic } from './arithmetic';
import { Assignments } from './assignments';
import { failPoison, itemsOf, toTensor } from './convert';
import { readElement } from './elements';
import { operationRange } from './operands';
import { withUnits } from './unit-flow';
import {
  type ArgumentValue,
  type Value,
  DictValue,
  ListValue,
  Scope,
  Tensor,
  describeValue,
  none,
  tupleOf,
} from './values';
import { writeElement } from './writes';

const maximumCallDepth = 120;

/** The methods of `x.at[i]` and the operators that they stand for. */
const updates: Readonly<Record<string, ArithmeticOp | null>> = {
  set: null,
  add: '+',
  subtract: '-',
  multiply: '*',
  mul: '*',
  divide: '/',
  power: '**',
};

interface FunctionalUpdate {
  readonly object: Expression;
  readonly place: Subscript;
  readonly method: string;
}

function functionalUpdate({ callee, args }: Call): FunctionalUpdate | null {
  if (callee.type !== 'attribute' || !(callee.name in updates) || args.length !== 1) return null;
  const place = callee.object;
  if (place.type !== 'subscript' || place.object.type !== 'attribute' || place.object.name !== 'at') return null;
  return { object: place.object.object, place, method: callee.name };
}

const isPythonSum = (callee: Value, { args }: Call): boolean =>
  callee.kind === 'builtin' &&
  callee.name === 'sum' &&
  callee.home === 'python' &&
  args[0]?.value.type === 'comprehension';

/** A comprehension of one loop without its conditions, in which what they leave out is 0. */
function weightedElements(node: Expression): Expression | null {
  if (node.type !== 'comprehension' || node.clauses.length !== 1 || node.kind === 'dict') return null;
  const clause = node.clauses[0]!;
  const [first, ...others] = clause.conditions;
  if (!first) return null;
  const at = { from: node.element.from, to: node.element.to };
  const test = others.reduce<Expression>((left, right) => ({ type: 'logical', op: 'and', left, right, ...at }), first);
  const zero: Expression = { type: 'number', value: 0, isInteger: true, ...at };
  const element: Expression = { type: 'conditional', test, consequent: node.element, otherwise: zero, ...at };
  return { ...node, clauses: [{ ...clause, conditions: [] }], element };
}

/** Calls of functions. */
export abstract class Calls extends Assignments {
  protected callDepth = 0;

  protected callExpression(node: Call, scope: Scope): Value {
    const update = this.language === 'python' ? functionalUpdate(node) : null;
    if (update) return this.withUpdate(update, node, scope);
    const callee = this.evaluate(node.callee, scope);
    if (isPythonSum(callee, node)) return this.sumOf(node, callee, scope);
    return this.callWith(callee, node, scope);
  }

  /** `sum(e for a in b if c)`: where c depends on the point, e counts or 0 does. */
  private sumOf(node: Call, callee: Value, scope: Scope): Value {
    try {
      return this.store.attempt(() => this.callWith(callee, node, scope));
    } catch (error) {
      const [first, ...rest] = node.args;
      const weighted = weightedElements(first!.value);
      const isAboutCondition = error instanceof LossError && error.diagnostic.code === 'not-static';
      if (!weighted || !isAboutCondition) throw error;
      return this.callWith(callee, { ...node, args: [{ ...first!, value: weighted }, ...rest] }, scope);
    }
  }

  private callWith(callee: Value, node: Call, scope: Scope): Value {
    const args = node.args.flatMap((argument): ArgumentValue[] => {
      const value = this.evaluate(argument.value, scope);
      if (argument.spread === 'list')
        return itemsOf(this, value, argument).map((item) => ({ value: item, name: null, range: argument }));
      if (argument.spread === 'dict') {
        if (value.kind !== 'dict')
          fail(argument, 'not-a-dict', 'Only a dictionary can be spread with **.', 'Write **{"a": 1}.');
        return [...value.entries].map(([name, item]) => ({ value: item, name, range: argument }));
      }
      return [{ value, name: argument.name ?? null, range: argument }];
    });
    return this.call(callee, args, node);
  }

  /** jax's `x.at[i].set(v)`: a new array with some elements changed. */
  private withUpdate({ object, place, method }: FunctionalUpdate, node: Call, scope: Scope): Value {
    const array = toTensor(this, this.evaluate(object, scope), object);
    const entries = this.entriesOf(place, scope);
    const given = this.evaluate(node.args[0]!.value, scope);
    const type = array.type === 'float' ? 'float' : method === 'set' ? 'float' : array.type;
    const copy = new Tensor(array.node, array.batch, array.level, type, this.ops.depth, array.dimension);
    const op = updates[method]!;
    const value =
      op === null
        ? given
        : arithmetic(
            this,
            op,
            readElement(this, array, entries, place),
            given,
            operationRange(node, object, node.args[0]!.value),
          );
    writeElement(this, copy, entries, value, place);
    return copy;
  }

  call(callee: Value, args: readonly ArgumentValue[], range: Range): Value {
    switch (callee.kind) {
      case 'function':
        return this.callFunction(callee.lambda, callee.scope, args, range);
      case 'builtin': {
        const builtin = callee.builtin as Builtin;
        const binding: Binding = bindArguments(
          builtin.signature,
          callee.name,
          callee.self,
          args,
          range,
          callee.home as Home | null,
        );
        return withUnits(range, () => withDtype(this, builtin.call(this, binding), binding.dtype, binding));
      }
      case 'poison':
        return failPoison(callee);
      default:
        return fail(
          range,
          'not-callable',
          `${describeValue(callee)[0]!.toUpperCase()}${describeValue(callee).slice(1)} cannot be called.`,
          callee.kind === 'tensor' || callee.kind === 'number'
            ? 'Write the multiplication: a * (b).'
            : 'Call a function.',
        );
    }
  }

  /** Inlines a call of one of the user's functions. */
  callFunction(lambda: Lambda, closure: Scope, args: readonly ArgumentValue[], range: Range): Value {
    if (++this.callDepth > maximumCallDepth) {
      this.callDepth = 0;
      fail(
        range,
        'recursion',
        `${lambda.name ? `“${lambda.name}”` : 'This function'} calls itself without a visible end.`,
        'Use a loop with a fixed number of steps.',
      );
    }
    const scope = new Scope(closure);
    scope.isFunction = true;
    if (this.language === 'python') scope.locals = assignedNames(lambda.body);
    this.bindParameters(lambda, scope, args, range);
    const end = this.execute(lambda.body, scope);
    this.callDepth--;
    if (end.returned === true) return end.value ?? none;
    if (end.returned === false) return none;
    return {
      kind: 'poison',
      diagnostic: errorAt(
        lambda.header,
        'missing-return',
        `${lambda.name ? `“${lambda.name}”` : 'This function'} does not return a value on every path.`,
        'Add a return at its end.',
      ),
    };
  }

  protected bindParameters(lambda: Lambda, scope: Scope, args: readonly ArgumentValue[], range: Range): void {
    const positional = args.filter((argument) => argument.name === null);
    const named = new Map(
      args.filter((argument) => argument.name !== null).map((argument) => [argument.name!, argument]),
    );
    const name = lambda.name ?? 'The function';
    let next = 0;
    for (const param of lambda.params) {
      const paramName = param.target.type === 'name' ? param.target.name : '';
      if (param.kind === 'rest') {
        const rest = positional.slice(next).map((argument) => argument.value);
        next = positional.length;
        this.bind(
          param.target,
          this.language === 'javascript' ? ListValue.of(rest, this.ops.depth) : tupleOf(rest),
          scope,
          'let',
        );
        continue;
      }
      if (param.kind === 'keywords') {
        this.bind(
          param.target,
          new DictValue(new Map([...named].map(([key, argument]) => [key, argument.value])), this.ops.depth),
          scope,
          'let',
        );
        named.clear();
        continue;
      }
      const byName = named.get(paramName);
      named.delete(paramName);
      const given = param.kind === 'plain' && next < positional.length ? positional[next++] : byName;
      const isMissing = !given || (this.language === 'javascript' && given.value.kind === 'none');
      if (isMissing && !param.defaultValue) {
        if (given) this.bind(param.target, none, scope, 'let');
        else
          fail(
            range,
            'argument-count',
            `“${name}” needs ${countText(requiredCount(lambda), 'argument')}; ${positional.length === 1 ? '1 was' : `${positional.length} were`} given.`,
            `Pass “${paramName}”.`,
          );
        continue;
      }
      this.bind(param.target, isMissing ? this.evaluate(param.defaultValue!, scope) : given.value, scope, 'let');
    }
    if (this.language === 'javascript') return;
    if (next < positional.length) {
      fail(
        positional[next]!.range,
        'argument-count',
        `“${name}” takes ${countText(lambda.params.length, 'argument')}; ${positional.length} were given.`,
        'Remove the extra arguments.',
      );
    }
    for (const [key, argument] of named) {
      const near = didYouMean(
        key,
        lambda.params.map((param) => (param.target.type === 'name' ? param.target.name : '')),
      );
      fail(
        argument.range,
        'unknown-argument',
        `“${name}” has no parameter “${key}”.`,
        near ? `Did you mean “${near}”?` : 'Check its definition.',
      );
    }
  }
}

function requiredCount(lambda: Lambda): number {
  return lambda.params.filter((param) => !param.defaultValue && param.kind === 'plain').length;
}

const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
