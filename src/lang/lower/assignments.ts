/** What stands left of `=`: names, elements, patterns; and subscripts, which are read and written alike. */
import { fail } from '../diagnostics';
import { attributeOf } from '../functions/lookup';
import type { Expression, IndexEntry, Pattern, Range, Statement, Subscript } from '../syntax/tree';
import { arithmetic } from './arithmetic';
import { itemsOf, staticNumber, toTensor } from './convert';
import { readElement } from './elements';
import type { Entry } from './index-plan';
import { logical } from './merge';
import { operationRange } from './operands';
import { NeedsOtherN } from './point-use';
import { type Value, ListValue, Scope, describeValue, none, numberOf } from './values';
import { Variables } from './variables';
import { writeElement, writeMasked } from './writes';

/** Assignments and subscripts. */
export abstract class Assignments extends Variables {
  protected subscript(node: Subscript, scope: Scope): Value {
    const object = this.evaluate(node.object, scope);
    const read = (): Value => readElement(this, object, this.entriesOf(node, scope), node);
    return read();
  }

  protected entriesOf(node: Subscript, scope: Scope): Entry[] {
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

  protected sliceBound(part: Expression, scope: Scope): number | null {
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

  protected assignExpression(node: Expression & { type: 'assign' }, scope: Scope): Value {
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

  protected readPattern(target: Pattern, scope: Scope): Value {
    if (target.type === 'name' || target.type === 'subscript' || target.type === 'attribute')
      return this.evaluate(target, scope);
    return fail(
      target,
      'assignment-target',
      'This cannot be updated in place.',
      'Update one name or one element at a time.',
    );
  }

  protected updated(
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
      !before.viewOf &&
      !this.isPartOfArray(target, scope)
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
        before.restore(result.save());
        return before;
      }
    }
    return result;
  }

  /** Whether a target is elements of an array, which were copied out to be read: `a[[0, 2]] += 1` writes them back. */
  private isPartOfArray(target: Pattern, scope: Scope): boolean {
    return target.type === 'subscript' && this.evaluate(target.object, scope).kind === 'tensor';
  }

  protected requireYoung(list: ListValue, range: Range): void {
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
        for (const { key, target: inner } of target.entries) {
          const isLeftOut = value.kind === 'dict' && value.isTable && !value.entries.has(key);
          const isDefault = isLeftOut && inner.type === 'default-pattern';
          this.bind(
            inner,
            isDefault ? none : attributeOf(this, value, key, isLeftOut ? inner : target),
            scope,
            declares,
          );
        }
        return;
      case 'default-pattern':
        this.bind(target.target, value.kind === 'none' ? this.evaluate(target.value, scope) : value, scope, declares);
        return;
      case 'rest-pattern':
        this.bind(target.target, value, scope, declares);
    }
  }

  protected bindSequence(
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

  protected failUnpack(target: Range, given: number, wanted: number): never {
    return fail(
      target,
      'unpack',
      `${given} values cannot be unpacked into ${wanted} names.`,
      given > wanted ? 'Add names, or collect the rest: a, *rest = x.' : 'Remove names.',
    );
  }

  /** `a[a > 1] *= 2` with a mask that depends on the point: the whole array is computed, and the mask picks. */
  private updatedUnderMask(
    op: NonNullable<(Statement & { type: 'assignment' })['op']>,
    target: Pattern,
    valueNode: Expression,
    scope: Scope,
  ): boolean {
    const [index] = target.type === 'subscript' ? target.indices : [];
    if (target.type !== 'subscript' || this.language !== 'python' || op === 'and' || op === 'or' || op === '??')
      return false;
    if (target.indices.length !== 1 || !index || index.type === 'number' || index.type === 'slice') return false;
    const array = this.evaluate(target.object, scope);
    const entries = this.entriesOf(target, scope);
    const [entry] = entries;
    const mask = entry?.kind === 'value' && entry.value.kind === 'tensor' ? entry.value : null;
    const isMask = mask?.type === 'bool' && mask.rank > 0 && !this.ops.dataOf(mask);
    if (!isMask || array.kind !== 'tensor') return false;
    const value = this.evaluate(valueNode, scope);
    if (value.kind === 'tensor' && value.rank > 0) return false;
    const range = { from: target.from, to: valueNode.to, left: target, right: valueNode };
    writeMasked(this, array, entries, toTensor(this, arithmetic(this, op, array, value, range), target), target);
    return true;
  }

  protected assignment(node: Statement & { type: 'assignment' }, scope: Scope): void {
    if (node.value === null) {
      for (const target of node.targets) this.bind(target, none, scope, node.declares);
      return;
    }
    if (node.op !== null) {
      const target = node.targets[0]!;
      if (this.updatedUnderMask(node.op, target, node.value, scope)) return;
      const before = this.readPattern(target, scope);
      const after = this.updated(node.op, before, node.value, target, node, scope);
      if (after !== before) this.bind(target, after, scope, null);
      return;
    }
    const value = this.evaluate(node.value, scope);
    for (const target of node.targets) this.bind(target, value, scope, node.declares);
  }
}

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
