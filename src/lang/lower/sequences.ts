/** Lists and dictionaries that are written as loops: comprehensions, `map`, the sums of formulas. */
import { fail } from '../diagnostics';
import type { Comprehension, Expression, Range } from '../syntax/tree';
import { arithmetic } from './arithmetic';
import { Calls } from './calls';
import { type Completion, type Context, NotScannable, normalCompletion } from './context';
import { itemsOf, staticNumber, toTensor } from './convert';
import { gatherFirst } from './gather';
import { iterableOf } from './iteration';
import { keysOf, setEntry } from './keys';
import { runLoop } from './loops';
import { operationRange } from './operands';
import { truthOf } from './truth';
import { type Value, DictValue, ListValue, Scope, Tensor, numberOf } from './values';

/** Lists and dictionaries from loops. */
export abstract class Sequences extends Calls {
  protected dictionary(node: Expression & { type: 'dict' }, scope: Scope): Value {
    const dict = new DictValue(new Map(), this.ops.depth);
    for (const { key, value } of node.entries) {
      const evaluated = this.evaluate(value, scope);
      if (key === null) {
        if (evaluated.kind !== 'dict')
          fail(value, 'not-a-dict', 'Only a dictionary can be spread here.', 'Write {**a}.');
        const items = [...evaluated.entries.values()];
        keysOf(evaluated).forEach((name, i) => setEntry(dict, name, items[i]!, value));
        continue;
      }
      setEntry(dict, this.evaluate(key, scope), evaluated, key);
    }
    return dict;
  }

  /** `[e for a in b if c]`: a loop that appends. */
  protected comprehension(node: Comprehension, scope: Scope): Value {
    if (node.kind === 'dict') return this.dictComprehension(node, scope);
    const [clause, ...rest] = node.clauses;
    const single = rest.length === 0 && clause!.conditions.length === 0;
    if (single)
      return this.mapSequence(this.evaluate(clause!.iterable, scope), clause!.iterable, node, (item) => {
        const inner = new Scope(scope);
        this.bind(clause!.target, item, inner, 'let');
        return this.evaluate(node.element, inner);
      });
    const items: Value[] = [];
    this.comprehendInto(node, 0, scope, (inner) => items.push(this.evaluate(node.element, inner)));
    return ListValue.of(items, this.ops.depth);
  }

  protected dictComprehension(node: Comprehension, scope: Scope): Value {
    const dict = new DictValue(new Map(), this.ops.depth);
    this.comprehendInto(node, 0, scope, (inner) =>
      setEntry(dict, this.evaluate(node.key!, inner), this.evaluate(node.element, inner), node.key!),
    );
    return dict;
  }

  protected comprehendInto(node: Comprehension, at: number, scope: Scope, collect: (scope: Scope) => void): void {
    const clause = node.clauses[at];
    if (!clause) {
      collect(scope);
      return;
    }
    for (const item of itemsOf(this, this.evaluate(clause.iterable, scope), clause.iterable)) {
      this.spend(node);
      const inner = new Scope(scope);
      this.bind(clause.target, item, inner, 'let');
      const isIncluded = clause.conditions.every((condition) => {
        const truth = truthOf(this, this.evaluate(condition, inner), condition);
        if (typeof truth !== 'boolean') {
          fail(
            condition,
            'not-static',
            'This condition depends on the point, so that the number of elements would change.',
            'Use a conditional expression instead: [a if c else 0 for …].',
          );
        }
        return truth;
      });
      if (isIncluded) this.comprehendInto(node, at + 1, inner, collect);
    }
  }

  mapSequence(sequence: Value, range: Range, whole: Range, element: (item: Value, index: Value) => Value): Value {
    const iterable = iterableOf(this, sequence, range, (tensor, index) => gatherFirst(this, tensor, index));
    return this.collect(iterable.length, whole, (index) => element(iterable.at(index), index));
  }

  /** A list of `length` values, element by element: for many elements in one evaluation. */
  collect(length: number, range: Range, element: (index: Value) => Value): Value {
    const items: Value[] = [];
    let all: Tensor | null = null;
    let rowKind: ListValue['rowKind'] = 'list';
    const depth = this.ops.depth;
    const iteration = (index: Value): Completion => {
      if (this.loops.length > 0 && this.loops.at(-1)!.kind === 'scan' && index.kind === 'tensor')
        throw new NotScannable();
      const value = element(index);
      if (index.kind === 'number') items.push(value);
      else {
        all = toTensor(this, value, range);
        rowKind = value.kind === 'tuple' ? 'tuple' : value.kind === 'tensor' ? 'array' : 'list';
      }
      return normalCompletion;
    };
    runLoop(this, { length, header: range, assigned: [], iteration });
    if (all === null || items.length > 0) return ListValue.of(items.slice(-length), depth);
    const list = ListValue.packed(unbatch(this, all, depth, length), depth);
    list.rowKind = rowKind;
    return list;
  }

  protected bigOperator(node: Expression & { type: 'bigop' }, scope: Scope): Value {
    const [lower, upper] = [node.lower, node.upper].map((bound) => {
      const number = staticNumber(this, this.evaluate(bound, scope));
      if (number === undefined || !Number.isInteger(number)) {
        fail(
          bound,
          'not-static',
          'The range of a sum must be known when the loss is compiled.',
          'Use whole numbers and n.',
        );
      }
      return number;
    });
    const length = Math.max(0, upper! - lower! + 1);
    const inner = new Scope(scope);
    const start = { sum: 0, prod: 1, min: Infinity, max: -Infinity }[node.op];
    const total = this.defineCell(inner, ' total', numberOf(start, false));
    const op = node.op === 'prod' ? '*' : '+';
    runLoop(this, {
      length,
      header: node,
      assigned: [total],
      iteration: (index) => {
        const body = new Scope(inner);
        const at = operationRange(node, node.body, node.body);
        this.defineCell(body, node.index.name, arithmetic(this, '+', index, numberOf(lower!, true), at));
        const term = this.evaluate(node.body, body);
        this.writeCell(total, arithmetic(this, op, total.value, term, at));
        return normalCompletion;
      },
    });
    return total.value;
  }
}

/** Turns the innermost loop axis into the first axis of the user's array. */
function unbatch(context: Context, tensor: Tensor, depth: number, length: number): Tensor {
  const { shape } = tensor.node;
  const loops = [
    ...shape.slice(0, Math.min(tensor.batch, depth)),
    ...Array.from({ length: Math.max(0, depth - tensor.batch) }, () => 1),
  ];
  const own = tensor.batch > depth ? shape.slice(depth + 1) : tensor.shape;
  const extent = tensor.batch > depth ? shape[depth]! : 1;
  const node = context.graph.reshape(tensor.node, [...loops, extent, ...own]);
  const full = context.graph.broadcastTo(node, [...loops, length, ...own]);
  return new Tensor(full, depth, tensor.level, tensor.type, depth, tensor.dimension);
}
