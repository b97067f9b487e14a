/**
 * Abstract interpretation: runs a loss on values that are known at compile time and on tensors for the rest.
 *
 * What comes out is not a number but the graph that computes it. Conditions on the point run both branches and select;
 * loops go to `loops.ts`; calls of the user's own functions are inlined.
 */
import type { Graph } from '../../ir/graph';
import { type Diagnostic, LossError, SilentError, didYouMean, errorAt, fail } from '../diagnostics';
import { type Binding, bindArguments } from '../functions/binding';
import { attributeOf, globalValue, memberOf, moduleFor } from '../functions/lookup';
import type { Builtin, Home } from '../functions/builtin';
import type {
  Call,
  Comprehension,
  Expression,
  IndexEntry,
  Language,
  Lambda,
  Pattern,
  Range,
  Statement,
  Subscript,
} from '../syntax/tree';
import { assignedNames } from '../syntax/visit';
import { arithmetic, compare, negate, operationRange } from './arithmetic';
import {
  type Completion,
  type Context,
  CarriedDiscovered,
  NotScannable,
  type OpenLoop,
  Store,
  normalCompletion,
} from './context';
import { failPoison, itemsOf, iterableOf, staticNumber, toTensor, truthOf } from './convert';
import { type Entry, NeedsOtherN, gatherFirst, readElement, writeElement } from './elements';
import { runLoop } from './loops';
import { and, branch, logical, mergeCompletions, mergeValues, not, or } from './merge';
import { classicLoop } from './classic-loops';
import { TensorOps } from './tensors';
import {
  type ArgumentValue,
  Cell,
  DictValue,
  ListValue,
  Scope,
  Tensor,
  type Value,
  booleanOf,
  describeValue,
  none,
  numberOf,
  poison,
  stringOf,
  tupleOf,
} from './values';

const maximumWork = 400_000;
const maximumCallDepth = 120;

export class Interpreter implements Context {
  readonly ops: TensorOps;
  readonly store = new Store();
  readonly loops: OpenLoop[] = [];
  readonly warnings: Diagnostic[] = [];
  readonly errors: Diagnostic[] = [];
  path: Tensor | null = null;
  /** variables in the order in which they were made, so that an attempt can be undone */
  private readonly created: { scope: Scope; name: string; previous: Cell | undefined }[] = [];
  private work = 0;
  private callDepth = 0;

  constructor(
    readonly graph: Graph,
    readonly language: Language,
  ) {
    this.ops = new TensorOps(graph);
  }

  spend(range: Range, amount = 1): void {
    this.work += amount;
    if (this.work > maximumWork) {
      fail(
        range,
        'too-large',
        'This loss unrolls into too many operations to compile.',
        'Use array operations or fewer iterations.',
      );
    }
  }

  // --- variables -----------------------------------------------------------------------------------------------

  defineCell(scope: Scope, name: string, value: Value, isConstant = false): Cell {
    const cell = new Cell(name, value, this.ops.depth, isConstant);
    this.created.push({ scope, name, previous: scope.cells.get(name) });
    scope.cells.set(name, cell);
    for (const loop of this.loops) loop.created.push(cell);
    return cell;
  }

  creationMark(): number {
    return this.created.length;
  }

  undoCreations(mark: number): void {
    while (this.created.length > mark) {
      const { scope, name, previous } = this.created.pop()!;
      if (previous) scope.cells.set(name, previous);
      else scope.cells.delete(name);
    }
  }

  writeCell(cell: Cell, value: Value): void {
    for (const loop of this.loops) {
      if (cell.stamp < loop.stamp && !loop.carried.has(cell)) throw new CarriedDiscovered(cell);
    }
    this.store.touch(cell);
    cell.value = value;
  }

  private readName(name: string, range: Range, scope: Scope): Value {
    const cell = scope.lookup(name);
    if (cell) {
      if (cell.value.kind === 'poison') failPoison(cell.value);
      return cell.value;
    }
    for (let s: Scope | null = scope; s; s = s.parent) {
      if (s.locals?.has(name) && !s.outer.has(name)) {
        fail(
          range,
          'unbound',
          `“${name}” is used before it has a value.`,
          'Assign it first on every path that leads here.',
        );
      }
    }
    const builtin = globalValue(this.language, name);
    if (builtin) return builtin;
    return this.failUnknown(name, range, scope);
  }

  private failUnknown(name: string, range: Range, scope: Scope): never {
    const near = didYouMean(name, [...new Set([...scope.names(), ...moduleFor(this.language)])]);
    return fail(
      range,
      'unknown-name',
      `“${name}” is not defined.`,
      near ? `Did you mean “${near}”?` : `Define it above the loss, or pass it as a parameter.`,
    );
  }

  // --- expressions ---------------------------------------------------------------------------------------------

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
        return attributeOf(this, object, node.name, node.nameRange);
      }
      case 'subscript':
        return this.subscript(node, scope);
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

  private textOf(part: Expression, scope: Scope): string {
    const value = this.evaluate(part, scope);
    if (value.kind === 'string') return value.value;
    return value.kind === 'number' ? String(value.value) : describeValue(value);
  }

  private unary(node: Expression & { type: 'unary' }, scope: Scope): Value {
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

  private comparison(node: Expression & { type: 'compare' }, scope: Scope): Value {
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

  private conditional(node: Expression & { type: 'conditional' }, scope: Scope): Value {
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
    const merged = mergeValues(this, truth, values[0]!, values[1]!, node);
    if (merged.kind === 'poison') failPoison(merged);
    return merged;
  }

  private callExpression(node: Call, scope: Scope): Value {
    const callee = this.evaluate(node.callee, scope);
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
        return builtin.call(this, binding);
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
        `“${lambda.name ?? 'This function'}” calls itself without a visible end.`,
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
        `“${lambda.name ?? 'This function'}” does not return a value on every path.`,
        'Add a return at its end.',
      ),
    };
  }

  private bindParameters(lambda: Lambda, scope: Scope, args: readonly ArgumentValue[], range: Range): void {
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

  private subscript(node: Subscript, scope: Scope): Value {
    const object = this.evaluate(node.object, scope);
    const read = (): Value => readElement(this, object, this.entriesOf(node, scope), node);
    return read();
  }

  private entriesOf(node: Subscript, scope: Scope): Entry[] {
    // x[(a, b)] and x[a, b] are the same index.
    const indices = node.indices.flatMap((entry): readonly IndexEntry[] =>
      entry.type === 'sequence' && entry.kind === 'tuple' ? entry.items : [entry],
    );
    return indices.map((entry): Entry => {
      if (entry.type === 'ellipsis') return { kind: 'ellipsis' };
      if (entry.type === 'slice') {
        const bound = (part: Expression | null): number | null => (part ? this.sliceBound(part, scope) : null);
        const step = bound(entry.step) ?? 1;
        if (step === 0) fail(entry, 'index', 'A slice cannot have step 0.', 'Use a step of 1 or −1.');
        return { kind: 'slice', start: bound(entry.start), stop: bound(entry.stop), step, range: entry };
      }
      const value = this.evaluate(entry, scope);
      if (value.kind === 'none' && this.language === 'python') return { kind: 'newaxis' };
      if (!node.oneBased) return { kind: 'value', value, range: entry };
      if (value.kind === 'number' && value.value < 1) {
        fail(
          entry,
          'index',
          `Subscript ${value.value} is out of range: formulas count from 1.`,
          'The first element is x_1.',
        );
      }
      const zeroBased = arithmetic(this, '-', value, numberOf(1, true), operationRange(entry, entry, entry));
      return { kind: 'value', value: zeroBased, range: entry };
    });
  }

  private sliceBound(part: Expression, scope: Scope): number | null {
    const value = this.evaluate(part, scope);
    if (value.kind === 'none') return null;
    const number = staticNumber(this, value);
    if (number === undefined || !Number.isInteger(number)) {
      fail(
        part,
        'not-static',
        'The ends of a slice must be whole numbers that are known when the loss is compiled.',
        'Use constants or lengths such as len(x) - 1.',
      );
    }
    return number;
  }

  private dictionary(node: Expression & { type: 'dict' }, scope: Scope): Value {
    const entries = new Map<string, Value>();
    for (const { key, value } of node.entries) {
      const evaluated = this.evaluate(value, scope);
      if (key === null) {
        if (evaluated.kind !== 'dict')
          fail(value, 'not-a-dict', 'Only a dictionary can be spread here.', 'Write {**a}.');
        for (const [name, item] of evaluated.entries) entries.set(name, item);
        continue;
      }
      const name = this.evaluate(key, scope);
      if (name.kind !== 'string' && name.kind !== 'number')
        fail(key, 'not-static', 'A key must be a text.', "Write {'a': 1}.");
      entries.set(String(name.value), evaluated);
    }
    return new DictValue(entries, this.ops.depth);
  }

  /** `[e for a in b if c]`: a loop that appends. */
  private comprehension(node: Comprehension, scope: Scope): Value {
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

  private dictComprehension(node: Comprehension, scope: Scope): Value {
    const entries = new Map<string, Value>();
    this.comprehendInto(node, 0, scope, (inner) => {
      const key = this.evaluate(node.key!, inner);
      if (key.kind !== 'string' && key.kind !== 'number')
        fail(node.key!, 'not-static', 'A key must be a text.', "Write {'a': 1}.");
      entries.set(String(key.value), this.evaluate(node.element, inner));
    });
    return new DictValue(entries, this.ops.depth);
  }

  private comprehendInto(node: Comprehension, at: number, scope: Scope, collect: (scope: Scope) => void): void {
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

  private bigOperator(node: Expression & { type: 'bigop' }, scope: Scope): Value {
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

  // --- assignment ----------------------------------------------------------------------------------------------

  private assignExpression(node: Expression & { type: 'assign' }, scope: Scope): Value {
    if (node.op === null) {
      const value = this.evaluate(node.value, scope);
      this.bind(node.target, value, scope, null);
      return value;
    }
    const before = this.readPattern(node.target, scope);
    const after = this.updated(node.op, before, node.value, node.target, node, scope);
    this.bind(node.target, after, scope, null);
    return node.postfix ? before : after;
  }

  private readPattern(target: Pattern, scope: Scope): Value {
    if (target.type === 'name' || target.type === 'subscript' || target.type === 'attribute')
      return this.evaluate(target, scope);
    return fail(
      target,
      'assignment-target',
      'This cannot be updated in place.',
      'Update one name or one element at a time.',
    );
  }

  private updated(
    op: NonNullable<(Statement & { type: 'assignment' })['op']>,
    before: Value,
    valueNode: Expression,
    target: Pattern,
    node: Range,
    scope: Scope,
  ): Value {
    if (op === 'and' || op === 'or' || op === '??')
      return logical(this, op, before, () => this.evaluate(valueNode, scope), node);
    const value = this.evaluate(valueNode, scope);
    const range = { from: node.from, to: node.to, left: target, right: valueNode };
    if (this.language === 'python' && op === '+' && before.kind === 'list') {
      const items = [...itemsOf(this, before, target), ...itemsOf(this, value, valueNode)];
      this.requireYoung(before, node);
      this.store.touch(before);
      before.set(items);
      return before;
    }
    const result = arithmetic(this, op, before, value, range);
    // NumPy updates arrays in place: other names for the array see it.
    if (
      this.language === 'python' &&
      before.kind === 'tensor' &&
      before.rank > 0 &&
      result.kind === 'tensor' &&
      !before.parameter &&
      !before.viewOf
    ) {
      if (before.type === 'int' && result.type === 'float')
        fail(
          node,
          'integer-array',
          'This array holds whole numbers and cannot take fractions in place.',
          'Make it an array of floats: np.array([1.0, 2.0]).',
        );
      if (result.shape.join() === before.shape.join() && !this.loops.some((loop) => before.stamp < loop.stamp)) {
        this.store.touch(before);
        before.restore({ node: result.node, batch: result.batch, level: result.level });
        return before;
      }
    }
    return result;
  }

  private requireYoung(list: ListValue, range: Range): void {
    if (this.loops.some((loop) => list.stamp < loop.stamp)) {
      fail(
        range,
        'loop-append',
        'A list from before this loop grows in it.',
        'Use a list comprehension, or give the array its size first: np.zeros(n).',
      );
    }
  }

  /** Binds a pattern; `declares` null assigns to what exists. */
  bind(target: Pattern, value: Value, scope: Scope, declares: 'let' | 'const' | 'var' | null): void {
    switch (target.type) {
      case 'name':
        this.bindName(target.name, value, scope, declares, target);
        return;
      case 'subscript':
        writeElement(this, this.evaluate(target.object, scope), this.entriesOf(target, scope), value, target);
        return;
      case 'attribute': {
        const object = this.evaluate(target.object, scope);
        if (object.kind !== 'dict')
          fail(
            target,
            'assignment-target',
            'Only entries of an object can be set by name.',
            'Assign to a name or an element.',
          );
        this.store.touch(object);
        object.entries = new Map(object.entries).set(target.name, value);
        return;
      }
      case 'sequence-pattern':
        this.bindSequence(target, value, scope, declares);
        return;
      case 'object-pattern':
        for (const entry of target.entries)
          this.bind(entry.target, attributeOf(this, value, entry.key, target), scope, declares);
        return;
      case 'default-pattern':
        this.bind(target.target, value.kind === 'none' ? this.evaluate(target.value, scope) : value, scope, declares);
        return;
      case 'rest-pattern':
        this.bind(target.target, value, scope, declares);
    }
  }

  private bindName(
    name: string,
    value: Value,
    scope: Scope,
    declares: 'let' | 'const' | 'var' | null,
    range: Range,
  ): void {
    if (declares !== null) {
      const home = declares === 'var' ? scope.functionScope() : scope;
      const existing = declares === 'var' ? home.cells.get(name) : undefined;
      if (existing) this.writeCell(existing, value);
      else this.defineCell(home, name, value, declares === 'const');
      return;
    }
    if (this.language === 'javascript') {
      const cell = scope.lookup(name);
      if (!cell) return this.failUnknown(name, range, scope);
      if (cell.isConstant)
        fail(range, 'constant', `“${name}” is declared with const and cannot change.`, 'Declare it with let.');
      this.writeCell(cell, value);
      return;
    }
    const home = this.homeOf(scope, name);
    const cell = scope.outer.has(name) || home.outer.has(name) ? home.lookup(name) : home.cells.get(name);
    if (cell) this.writeCell(cell, value);
    else this.defineCell(home, name, value);
  }

  /** The function scope that an assignment in Python writes to (comprehensions have scopes of their own). */
  private homeOf(scope: Scope, name: string): Scope {
    let home: Scope = scope;
    while (home.locals === null && home.parent && !home.cells.has(name)) home = home.parent;
    return home;
  }

  private bindSequence(
    target: Pattern & { type: 'sequence-pattern' },
    value: Value,
    scope: Scope,
    declares: 'let' | 'const' | 'var' | null,
  ): void {
    const parameter =
      value.kind === 'tensor' ? value.parameter : value.kind === 'list' ? (value.packed?.parameter ?? null) : null;
    const restAt = target.items.findIndex((item) => item?.type === 'rest-pattern');
    const count = target.items.length;
    const usedLength = parameter?.usesLength ?? false;
    if (value.kind === 'none' || value.kind === 'number' || (value.kind === 'tensor' && value.rank === 0)) {
      fail(
        target,
        'not-iterable',
        `${describeValue(value)[0]!.toUpperCase()}${describeValue(value).slice(1)} cannot be taken apart into ${count} names.`,
        'A list or a vector belongs on the right-hand side.',
      );
    }
    if (parameter && restAt < 0) {
      parameter.extent = Math.max(parameter.extent, count);
      const length = lengthOf(value);
      if (length < count || (length > count && this.language === 'python' && !usedLength))
        throw new NeedsOtherN(count, () => this.failUnpack(target, length, count));
    }
    const items = itemsOf(this, value, target);
    if (parameter) parameter.usesLength = usedLength || restAt >= 0;
    if (restAt < 0) {
      if (this.language === 'python' && items.length !== count) {
        this.failUnpack(target, items.length, count);
      }
      target.items.forEach((item, i) => item && this.bind(item, items[i] ?? none, scope, declares));
      return;
    }
    const after = count - restAt - 1;
    if (items.length < count - 1)
      fail(target, 'unpack', `${items.length} values are too few for ${count} names.`, 'Remove names.');
    const parts: Value[] = [
      ...items.slice(0, restAt),
      ListValue.of(items.slice(restAt, items.length - after), this.ops.depth),
      ...items.slice(items.length - after),
    ];
    target.items.forEach((item, i) => item && this.bind(item, parts[i]!, scope, declares));
  }

  private failUnpack(target: Range, given: number, wanted: number): never {
    return fail(
      target,
      'unpack',
      `${given} values cannot be unpacked into ${wanted} names.`,
      given > wanted ? 'Add names, or collect the rest: a, *rest = x.' : 'Remove names.',
    );
  }

  // --- statements ----------------------------------------------------------------------------------------------

  execute(body: readonly Statement[], scope: Scope): Completion {
    for (const statement of body) {
      if (statement.type === 'function') {
        // Declarations are hoisted in JavaScript; in Python this is the first of two definitions of the same value.
        if (this.language === 'javascript')
          this.defineCell(scope, statement.name, { kind: 'function', lambda: statement.lambda, scope });
      }
    }
    return this.executeFrom(body, 0, scope);
  }

  /** Runs the statements of a module around its functions. A statement that cannot be compiled spoils only what it
   *  assigns: notebooks also plot and print. */
  runTopLevel(body: readonly Statement[], scope: Scope): void {
    if (this.language === 'javascript') {
      for (const statement of body) {
        if (statement.type === 'function')
          this.defineCell(scope, statement.name, { kind: 'function', lambda: statement.lambda, scope });
      }
    }
    for (const statement of body) {
      try {
        this.statement(statement, scope);
      } catch (error) {
        const diagnostic = error instanceof LossError ? error.diagnostic : null;
        if (!diagnostic && !(error instanceof SilentError)) throw error;
        for (const name of assignedNames([statement]))
          scope.cells.set(name, new Cell(name, { kind: 'poison', diagnostic }, 0));
      }
    }
  }

  private executeFrom(body: readonly Statement[], from: number, scope: Scope): Completion {
    for (let i = from; i < body.length; i++) {
      const statement = body[i]!;
      const end = this.guarded(statement, scope);
      if (end === normalCompletion) continue;
      const left = or(this, or(this, end.returned, end.broke), end.continued);
      if (left === false) continue;
      if (left === true || i === body.length - 1) return end;
      const next = (): Completion => this.executeFrom(body, i + 1, scope);
      // Where the function has returned, what the rest would change no longer matters.
      const onlyReturned = end.broke === false && end.continued === false;
      if (onlyReturned) return branch(this, left, () => ({ ...end, returned: true }), next, statement);
      return mergeCompletions(
        this,
        left,
        end,
        branch(this, left, () => normalCompletion, next, statement),
        statement,
      );
    }
    return normalCompletion;
  }

  /** Runs a statement; a mistake in it is noted, and what it would have assigned becomes poison. */
  private guarded(statement: Statement, scope: Scope): Completion {
    try {
      return this.statement(statement, scope);
    } catch (error) {
      if (!(error instanceof LossError) && !(error instanceof SilentError)) throw error;
      const canGoOn = statement.type === 'assignment' && this.loops.length === 0;
      if (!canGoOn) throw error;
      if (error instanceof LossError) this.errors.push(error.diagnostic);
      for (const name of assignedNames([statement])) {
        this.bindName(name, poison, scope, statement.declares, statement);
      }
      return normalCompletion;
    }
  }

  private statement(node: Statement, scope: Scope): Completion {
    this.spend(node);
    switch (node.type) {
      case 'expression':
        this.evaluate(node.value, scope);
        return normalCompletion;
      case 'assignment':
        this.assignment(node, scope);
        return normalCompletion;
      case 'if': {
        const truth = truthOf(this, this.evaluate(node.test, scope), node.test);
        const run = (body: readonly Statement[]): Completion => this.execute(body, this.blockScope(scope));
        if (typeof truth === 'boolean') return run(truth ? node.consequent : node.otherwise);
        return branch(
          this,
          truth,
          () => run(node.consequent),
          () => run(node.otherwise),
          node,
        );
      }
      case 'for-each':
        return this.forEach(node, scope);
      case 'for-classic':
      case 'while':
        return classicLoop(this, node, this.blockScope(scope), (body, inner) =>
          this.execute(body, this.blockScope(inner)),
        );
      case 'return': {
        const value = node.value ? this.evaluate(node.value, scope) : none;
        return { ...normalCompletion, returned: true, value };
      }
      case 'break':
        return { ...normalCompletion, broke: true };
      case 'continue':
        return { ...normalCompletion, continued: true };
      case 'function':
        if (this.language !== 'javascript')
          this.bindName(node.name, { kind: 'function', lambda: node.lambda, scope }, scope, null, node.nameRange);
        return normalCompletion;
      case 'import':
        for (const binding of node.bindings) {
          this.defineCell(
            scope,
            binding.local,
            binding.member === null
              ? { kind: 'module', name: binding.module }
              : memberOf(this, binding.module, binding.member, binding),
          );
        }
        return normalCompletion;
      case 'scope':
        for (const name of node.names) scope.outer.add(name);
        return normalCompletion;
      case 'block':
        return this.execute(node.body, this.blockScope(scope));
      case 'raise':
        return this.raise(node);
      case 'unsupported':
        return failUnsupported(node);
      case 'empty':
        return normalCompletion;
    }
  }

  private blockScope(scope: Scope): Scope {
    return this.language === 'javascript' ? new Scope(scope) : scope;
  }

  private raise(node: Range): Completion {
    if (this.path === null)
      fail(
        node,
        'raise',
        'This point of the loss always raises an error.',
        'Remove the statement or the condition that leads to it.',
      );
    // Where a condition on the point leads here, the loss has no value.
    return { ...normalCompletion, returned: true, value: this.ops.scalar(NaN) };
  }

  private assignment(node: Statement & { type: 'assignment' }, scope: Scope): void {
    if (node.value === null) {
      for (const target of node.targets) this.bind(target, none, scope, node.declares);
      return;
    }
    if (node.op !== null) {
      const target = node.targets[0]!;
      const before = this.readPattern(target, scope);
      const after = this.updated(node.op, before, node.value, target, node, scope);
      if (after !== before) this.bind(target, after, scope, null);
      return;
    }
    const value = this.evaluate(node.value, scope);
    for (const target of node.targets) this.bind(target, value, scope, node.declares);
  }

  private forEach(node: Statement & { type: 'for-each' }, scope: Scope): Completion {
    let sequence = this.evaluate(node.iterable, scope);
    if (node.overKeys) sequence = { kind: 'range', start: 0, step: 1, length: lengthOf(sequence) };
    const iterable = iterableOf(this, sequence, node.iterable, (tensor, index) => gatherFirst(this, tensor, index));
    const end = runLoop(this, {
      length: iterable.length,
      header: node.header,
      assigned: this.assignedCells(node.body, scope),
      iteration: (index) => {
        const inner = this.blockScope(scope);
        this.bind(node.target, iterable.at(index), inner, node.declares);
        return this.execute(node.body, inner);
      },
    });
    return this.afterLoop(end, node.otherwise, scope, node);
  }

  /** `for … else`: the else part runs where the loop was not left by break. */
  afterLoop(end: Completion, otherwise: readonly Statement[], scope: Scope, range: Range): Completion {
    const ended: Completion = { ...end, broke: false, continued: false };
    if (otherwise.length === 0) return end === normalCompletion ? normalCompletion : ended;
    const left = or(this, end.broke, end.returned);
    if (typeof left === 'boolean') return left ? ended : this.execute(otherwise, scope);
    const rest = branch(
      this,
      left,
      () => normalCompletion,
      () => this.execute(otherwise, scope),
      range,
    );
    return mergeCompletions(this, left, ended, rest, range);
  }

  assignedCells(body: readonly Statement[], scope: Scope): Cell[] {
    return [...assignedNames(body)].flatMap((name) => scope.lookup(name) ?? []);
  }

  /** Under which condition the current statement is reached, joined with one more. */
  reached(cond: Tensor): Tensor {
    const joined = and(this, this.path ?? true, cond);
    return typeof joined === 'boolean' ? cond : joined;
  }
}

/** Refuses a construct that is outside the language. */
export function failUnsupported(node: Statement & { type: 'unsupported' }): never {
  const name = `${node.construct[0]!.toUpperCase()}${node.construct.slice(1)}`;
  return fail(node, 'unsupported', `${name} is not part of the loss language.`, node.remedy);
}

function requiredCount(lambda: Lambda): number {
  return lambda.params.filter((param) => !param.defaultValue && param.kind === 'plain').length;
}

const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Number of elements of a sequence; 0 for other values. */
export function lengthOf(value: Value): number {
  switch (value.kind) {
    case 'list':
    case 'range':
      return value.length;
    case 'tuple':
      return value.items.length;
    case 'tensor':
      return value.shape[0] ?? 0;
    case 'string':
      return value.value.length;
    case 'dict':
      return value.entries.size;
    default:
      return 0;
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
  return new Tensor(full, depth, tensor.level, tensor.type, depth);
}
