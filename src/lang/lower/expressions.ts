/** Expressions: one case for each kind of node. */
import { fail } from '../diagnostics';
import { attributeOf } from '../functions/lookup';
import type { Expression } from '../syntax/tree';
import { arithmetic, negate } from './arithmetic';
import { compare } from './comparisons';
import { type Completion, normalCompletion } from './context';
import { failPoison, itemsOf, toTensor } from './convert';
import { branch, logical, mergeValues, not } from './merge';
import { operationRange } from './operands';
import { Sequences } from './sequences';
import { truthOf } from './truth';
import { withUnits } from './unit-flow';
import { type Value, ListValue, Scope, booleanOf, describeValue, none, numberOf, stringOf, tupleOf } from './values';

/** Evaluation of expressions. */
export abstract class Expressions extends Sequences {
  evaluate(node: Expression, scope: Scope): Value {
    this.spend(node);
    switch (node.type) {
      case 'number':
        return numberOf(node.value, node.isInteger);
      case 'string':
        return stringOf(node.value);
      case 'constant':
        return typeof node.value === 'boolean' ? booleanOf(node.value) : none;
      case 'name':
        return this.readName(node.name, node, scope);
      case 'unary':
        return this.unary(node, scope);
      case 'binary': {
        const left = this.evaluate(node.left, scope);
        const right = this.evaluate(node.right, scope);
        return arithmetic(this, node.op, left, right, operationRange(node, node.left, node.right));
      }
      case 'compare':
        return this.comparison(node, scope);
      case 'logical':
        return logical(this, node.op, this.evaluate(node.left, scope), () => this.evaluate(node.right, scope), node);
      case 'conditional':
        return this.conditional(node, scope);
      case 'call':
        return this.callExpression(node, scope);
      case 'attribute': {
        const object = this.evaluate(node.object, scope);
        const value = attributeOf(this, object, node.name, node.nameRange);
        this.notes?.add(node.nameRange, value, null);
        return value;
      }
      case 'subscript': {
        const value = this.subscript(node, scope);
        this.notes?.add(node, value, null);
        return value;
      }
      case 'sequence': {
        const items = node.items.flatMap((item) =>
          item.type === 'spread' ? itemsOf(this, this.evaluate(item.value, scope), item) : [this.evaluate(item, scope)],
        );
        return node.kind === 'list' ? ListValue.of(items, this.ops.depth) : tupleOf(items);
      }
      case 'dict':
        return this.dictionary(node, scope);
      case 'lambda':
        return { kind: 'function', lambda: node, scope };
      case 'comprehension':
        return this.comprehension(node, scope);
      case 'assign':
        return this.assignExpression(node, scope);
      case 'template':
        return stringOf(
          node.parts.map((part) => (typeof part === 'string' ? part : this.textOf(part, scope))).join(''),
        );
      case 'bigop':
        return this.bigOperator(node, scope);
      case 'spread':
        return fail(node, 'syntax', 'A spread can only stand in a list or a call.', 'Write [...a] or f(...a).');
    }
  }

  protected textOf(part: Expression, scope: Scope): string {
    const value = this.evaluate(part, scope);
    if (value.kind === 'string') return value.value;
    return value.kind === 'number' ? String(value.value) : describeValue(value);
  }

  protected unary(node: Expression & { type: 'unary' }, scope: Scope): Value {
    const operand = this.evaluate(node.operand, scope);
    switch (node.op) {
      case '-':
        return negate(this, operand, node);
      case '+':
        if (operand.kind === 'boolean') return numberOf(operand.value ? 1 : 0, true);
        return operand.kind === 'number' ? operand : toTensor(this, operand, node.operand);
      case 'not': {
        const truth = not(this, truthOf(this, operand, node.operand));
        return typeof truth === 'boolean' ? booleanOf(truth) : truth;
      }
      case '~':
        if (operand.kind === 'tensor' && operand.type === 'bool') return this.ops.unary('not', operand, 'bool');
        if (operand.kind === 'number') return numberOf(~operand.value, true);
        return fail(node, 'unsupported', '“~” is for truth values here.', 'Use a comparison, such as ~(x > 0).');
    }
  }

  protected comparison(node: Expression & { type: 'compare' }, scope: Scope): Value {
    let left = this.evaluate(node.operands[0]!, scope);
    let result: Value | null = null;
    for (const [i, op] of node.ops.entries()) {
      const expressions = [node.operands[i]!, node.operands[i + 1]!] as const;
      const step = (): Value => {
        const right = this.evaluate(expressions[1], scope);
        const compared = compare(
          this,
          op,
          left,
          right,
          operationRange({ from: expressions[0].from, to: expressions[1].to }, ...expressions),
        );
        left = right;
        return compared;
      };
      // a < b < c is (a < b) and (b < c), with b evaluated once.
      result = result === null ? step() : logical(this, 'and', result, step, node);
      if (result.kind === 'boolean' && !result.value) return result;
    }
    return result!;
  }

  protected conditional(node: Expression & { type: 'conditional' }, scope: Scope): Value {
    const truth = truthOf(this, this.evaluate(node.test, scope), node.test);
    if (typeof truth === 'boolean') return this.evaluate(truth ? node.consequent : node.otherwise, scope);
    const values: Value[] = [];
    const run = (part: Expression): Completion => {
      values.push(this.evaluate(part, scope));
      return normalCompletion;
    };
    branch(
      this,
      truth,
      () => run(node.consequent),
      () => run(node.otherwise),
      node,
    );
    const merged = withUnits(node, () => mergeValues(this, truth, values[0]!, values[1]!, node));
    if (merged.kind === 'poison') failPoison(merged);
    return merged;
  }
}
