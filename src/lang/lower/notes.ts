/**
 * What the names of a loss stand for while it is compiled: the map from places in the text to nodes of the graph that
 * an editor needs to show a value under the pointer.
 *
 * A place that is visited once has one meaning. One that a loop or a function called twice visits with different
 * values has none, only a shape, and the value that its variable has when the loss returns.
 */
import type { Node } from '../../ir/graph';
import type { Builtin } from '../functions/builtin';
import type { Range } from '../syntax/tree';
import type { Dimension } from '../units/dimension';
import { type Cell, type Value, describeValue } from './values';

/** A value as it was at one moment: the compiler's own values go on changing. */
export type Snapshot =
  /** `node` is null where the value differs between the iterations of a loop; it computes in SI */
  | {
      readonly kind: 'array';
      readonly shape: readonly number[];
      readonly node: Node | null;
      readonly dimension: Dimension | null;
    }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'list'; readonly length: number; readonly items: readonly Snapshot[] }
  | { readonly kind: 'builtin'; readonly name: string; readonly builtin: Builtin; readonly isMethod: boolean }
  | { readonly kind: 'function'; readonly parameters: readonly string[] }
  | { readonly kind: 'other'; readonly text: string };

/** One place in the text, and what stands there. */
export interface Sighting extends Range {
  readonly value: Snapshot;
  /** the place is visited with several values: `value` tells the shape alone */
  readonly varies: boolean;
  /** what the variable of a varying place is when the loss returns; null where that is not one thing */
  readonly final: Snapshot | null;
}

/** Items of a list that are looked at. */
const shownItems = 8;

interface Entry {
  readonly range: Range;
  value: Snapshot;
  varies: boolean;
  isWrite: boolean;
  cell: Cell | null;
}

/** Collects sightings while the interpreter runs. */
export class Notes {
  private readonly entries = new Map<string, Entry>();

  /** Notes a value that is read at a place, or assigned there, which says more.
   *  @param cell  the variable, where the place is a name */
  add(range: Range, value: Value, cell: Cell | null, isWrite = false): void {
    if (value.kind === 'poison') return;
    const key = `${range.from}:${range.to}`;
    const seen = snapshotOf(value);
    const entry = this.entries.get(key);
    if (!entry) {
      this.entries.set(key, { range, value: seen, varies: !isSettled(seen), isWrite, cell });
      return;
    }
    if (entry.isWrite && !isWrite) return;
    const isFirstWrite = isWrite && !entry.isWrite;
    entry.varies = !isSettled(seen) || (!isFirstWrite && (entry.varies || !isSame(entry.value, seen)));
    entry.cell = isFirstWrite || entry.cell === cell ? cell : null;
    entry.value = seen;
    entry.isWrite = isWrite;
  }

  /** Everything that was seen, once the loss has run. */
  sightings(): Sighting[] {
    return [...this.entries.values()].map(({ range, value, varies, cell }) => {
      const last = varies && cell && cell.value.kind !== 'poison' ? snapshotOf(cell.value) : null;
      return { from: range.from, to: range.to, value, varies, final: last && isSettled(last) ? last : null };
    });
  }
}

function snapshotOf(value: Value): Snapshot {
  switch (value.kind) {
    case 'tensor': {
      const isInLoop = value.batch > 0 || value.level > 0;
      return {
        kind: 'array',
        shape: value.shape,
        node: isInLoop ? null : value.node,
        dimension: value.dimension,
      };
    }
    case 'number':
      return { kind: 'number', value: value.value };
    case 'list':
      return value.packed ? snapshotOf(value.packed) : listOf(value.items!);
    case 'tuple':
      return listOf(value.items);
    case 'builtin':
      return {
        kind: 'builtin',
        name: value.name,
        builtin: value.builtin as Builtin,
        isMethod: value.self !== null,
      };
    case 'function':
      return { kind: 'function', parameters: value.lambda.params.map(({ target }) => nameOf(target)) };
    case 'carried':
      return { kind: 'array', shape: [], node: null, dimension: null };
    case 'dict':
      return { kind: 'other', text: `a dictionary of ${[...value.entries.keys()].slice(0, shownItems).join(', ')}` };
    case 'boolean':
    case 'string':
    case 'none':
    case 'range':
    case 'module':
    case 'poison':
      return { kind: 'other', text: value.kind === 'boolean' ? String(value.value) : describeValue(value) };
  }
}

const nameOf = (target: { readonly type: string; readonly name?: string }): string => target.name ?? '…';

const listOf = (items: readonly Value[]): Snapshot => ({
  kind: 'list',
  length: items.length,
  items: items.slice(0, shownItems).map(snapshotOf),
});

/** Whether a value is one thing, whatever the iteration. */
function isSettled(value: Snapshot): boolean {
  if (value.kind === 'array') return value.node !== null;
  return value.kind !== 'list' || value.items.every(isSettled);
}

function isSame(a: Snapshot, b: Snapshot): boolean {
  switch (a.kind) {
    case 'array':
      return b.kind === 'array' && a.node !== null && a.node === b.node;
    case 'number':
      return b.kind === 'number' && Object.is(a.value, b.value);
    case 'list':
      return (
        b.kind === 'list' && a.length === b.length && a.items.every((item, i) => b.items[i] && isSame(item, b.items[i]))
      );
    case 'builtin':
      return b.kind === 'builtin' && a.builtin === b.builtin;
    case 'function':
    case 'other':
      return a.kind === b.kind;
  }
}
