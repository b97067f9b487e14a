/**
 * Actions on what stands beside the text of the loss: the table of parameters and the list of data. Start, bounds and
 * plot box are packed vectors; whatever becomes of the table, they go on meaning the same quantities (study/parameters).
 */
import {
  packedOf,
  reshaping,
  rewriting,
  sizeOfParam,
  sizeOfParams,
  slicesOf,
  unitComplaint,
  withUnit,
} from '../study/parameters';
import type { Interval, ParamSpec } from '../study/types';
import type { WorkerClient } from '../worker/client';
import { messageOf } from './context';
import { defaultAxes, type Settings } from './settings';
import type { AppState, TableActions } from './state';
import { checkBounds, checkData, checkInside, checkParams, checkStart, checkUnit } from './validate';

/** What the actions need of the store. */
export interface Tables {
  readonly client: Pick<WorkerClient, 'readTable'>;
  readonly get: () => AppState;
  readonly change: (patch: Partial<Settings>, kind: string) => void;
  readonly notify: (kind: 'info' | 'error', text: string) => void;
  readonly recompile: () => void;
}

// As SciPy's curve_fit has it: most models can be evaluated where every parameter is 1.
const freshStart = 1;
const freshInterval: Interval = [-5, 5];

/** See the file's header. */
export function tableActions({ client, get, change, notify, recompile }: Tables): TableActions {
  const setTable = (params: readonly ParamSpec[], kind: string): boolean => {
    const complaint = checkParams(params) ?? checkData(get().problem.data ?? [], params);
    if (complaint !== null) {
      notify('error', complaint);
      return false;
    }
    change(withParams(get(), params, presentTable(get())), kind);
    recompile();
    return true;
  };
  const replaced = (index: number, spec: ParamSpec): ParamSpec[] =>
    (get().problem.params ?? []).map((old, i) => (i === index ? spec : old));
  const setData = (data: Settings['problem']['data'], kind: string): boolean => {
    const complaint = checkData(data ?? [], get().problem.params);
    if (complaint !== null) {
      notify('error', complaint);
      return false;
    }
    const { data: _, ...problem } = get().problem;
    change({ problem: data && data.length > 0 ? { ...problem, data } : problem }, kind);
    recompile();
    return true;
  };

  return {
    setParams(params) {
      if (params !== null) return void setTable(params, 'parameters');
      const { params: before, ...problem } = get().problem;
      if (!before) return;
      change({ problem }, 'parameters');
      recompile();
    },
    nameParams() {
      const table = presentTable(get());
      if (table.length > 0) setTable(table, 'parameters');
      else notify('info', 'The names of the parameters are not known yet: write the loss first, then its table.');
    },
    addParams(names) {
      const present = get().problem.params ?? [];
      const added = names.filter((name) => !present.some((param) => param.name === name));
      if (added.length > 0) setTable([...present, ...added.map((name) => ({ name }))], 'add parameter');
    },
    editParam(index, edit) {
      const spec = get().problem.params?.[index];
      if (!spec) return;
      const { unit, ...others } = edit;
      const complaint = unit === undefined ? null : checkUnit(spec.name, unit);
      if (complaint !== null) return notify('error', complaint);
      const next = { ...(unit === undefined ? spec : withUnit(spec, unit)), ...others };
      // An absent field and one that is empty are the same thing.
      const isGiven = (value: unknown): boolean =>
        value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
      const given = Object.entries(next).filter(([, value]) => isGiven(value));
      setTable(replaced(index, Object.fromEntries(given) as unknown as ParamSpec), `parameter ${index}`);
    },
    removeParam(index) {
      const params = get().problem.params ?? [];
      if (params.length <= 1) return get().setParams(null);
      setTable(
        params.filter((_, i) => i !== index),
        'remove parameter',
      );
    },
    setParamValues(index, which, values) {
      const { problem, x0, bounds } = get();
      const slice = slicesOf(problem.params ?? [])[index];
      if (!slice) return;
      const { spec, from, to } = slice;
      const packed = (i: number): number | null => {
        const value = values?.[values.length === 1 ? 0 : i - from] ?? null;
        return value === null ? null : packedOf(spec, value);
      };
      const isHere = (i: number): boolean => i >= from && i < to;
      if (which === 'start') {
        const next = x0.map((old, i) => (isHere(i) ? (packed(i) ?? old) : old));
        const complaint = checkStart(next, problem.n, bounds);
        if (complaint !== null) return notify('error', complaint);
        const domain = problem.domain.map((interval, i) => (isHere(i) ? around(interval, next[i]!) : interval));
        return change({ x0: next, problem: { ...problem, domain } }, `start ${index}`);
      }
      const side = which === 'lower' ? 0 : 1;
      const whole = bounds ?? x0.map(() => [null, null] as const);
      const next = whole.map((pair, i): readonly [number | null, number | null] =>
        isHere(i) ? (side === 0 ? [packed(i), pair[1]] : [pair[0], packed(i)]) : pair,
      );
      const complaint = checkBounds(next, problem.n);
      if (complaint !== null) return notify('error', complaint);
      // A box that is given on both sides is the one to look at.
      const domain = problem.domain.map((interval, i): Interval => {
        const [lo, hi] = next[i]!;
        return isHere(i) && lo !== null && hi !== null && lo < hi ? [lo, hi] : interval;
      });
      const isNone = next.every(([lo, hi]) => lo === null && hi === null);
      change({ bounds: isNone ? null : next, problem: { ...problem, domain } }, `${which} ${index}`);
      const outside = checkInside(x0, isNone ? null : next);
      if (outside) notify('info', outside);
    },
    async drawStart() {
      // Random numbers bring tables with them that a first visit has no use for.
      const { drawArrays } = await import('../study/draw-arrays');
      const { problem, x0, bounds, seed } = get();
      if (!problem.params) return;
      const drawn = drawArrays(problem.params, x0, bounds, seed);
      const domain = problem.domain.map((interval, i) => (drawn[i] === x0[i] ? interval : around(interval, drawn[i]!)));
      change({ x0: drawn, problem: { ...problem, domain } }, 'draw start');
    },
    addData(sets) {
      const { data = [] } = get().problem;
      const isNew = (name: string): boolean => !sets.some((set) => set.name === name);
      return setData([...data.filter(({ name }) => isNew(name)), ...sets], 'add data');
    },
    async readTable(text, name, dropsGaps = false) {
      try {
        return await client.readTable(text, name, dropsGaps);
      } catch (error) {
        return { ok: false, message: `This could not be read: ${messageOf(error)}`, gaps: 0 };
      }
    },
    editData(index, edit) {
      const set = get().problem.data?.[index];
      if (!set) return;
      const { unit: before, ...rest } = set;
      const unit = (edit.unit ?? before ?? '').trim();
      const next = {
        ...rest,
        ...(unit !== '' && { unit }),
        ...(edit.name !== undefined && { name: edit.name.trim() }),
      };
      setData(
        get().problem.data!.map((old, i) => (i === index ? next : old)),
        `data ${index}`,
      );
    },
    removeData(index) {
      setData(
        (get().problem.data ?? []).filter((_, i) => i !== index),
        'remove data',
      );
    },
    unitComplaint,
  };
}

/** The table as it is, or the one that says what the text takes without a table. */
function presentTable({ problem, compile }: AppState): readonly ParamSpec[] {
  if (problem.params) return problem.params;
  const { loss, parameters = [] } = compile;
  if (loss?.text === problem.text && loss.form === 'vector' && parameters.length === 1) {
    return loss.n === 1 ? [{ name: parameters[0]! }] : [{ name: parameters[0]!, shape: [loss.n] }];
  }
  return parameters.map((name) => ({ name }));
}

/** The settings under another table: rows keep their quantities by name, or, where one row alone was renamed, by place.
 *  @param before  the table that the present vectors are packed by */
export function withParams(
  settings: Pick<Settings, 'problem' | 'x0' | 'bounds' | 'axes'>,
  params: readonly ParamSpec[],
  before: readonly ParamSpec[],
): Partial<Settings> {
  const { problem, x0, bounds, axes } = settings;
  const isPackedSo = sizeOfParams(before) === problem.n;
  const old = isPackedSo ? slicesOf(before) : [];
  const moves = params.flatMap((spec, row) => movesOf(spec, predecessor(row, params, old)));
  const n = moves.length;
  const moved = <T>(values: readonly T[], fresh: T, move: (value: T, rewrite: (packed: number) => number) => T): T[] =>
    moves.map((source) => (source === null ? fresh : move(values[source.from]!, source.rewrite)));
  const interval = ([lo, hi]: Interval, rewrite: (packed: number) => number): Interval => [rewrite(lo), rewrite(hi)];
  const bound = (end: number | null, rewrite: (packed: number) => number): number | null => end && rewrite(end);
  const start = moved(x0, freshStart, (value, rewrite) => rewrite(value));
  const isSameN = isPackedSo && n === problem.n && moves.every((source, i) => source?.from === i);
  return {
    problem: {
      ...problem,
      params,
      n,
      domain: moved(problem.domain, freshInterval, interval).map((box, i) => around(box, start[i]!)),
      minima: isSameN
        ? problem.minima.map(({ x, fun }) => ({ x: moved(x, 0, (value, rewrite) => rewrite(value)), fun }))
        : [],
    },
    x0: start,
    bounds: bounds && moved(bounds, [null, null], ([lo, hi], rewrite) => [bound(lo, rewrite), bound(hi, rewrite)]),
    axes: n > 1 && axes.every((axis) => axis < n) && axes[0] !== axes[1] ? axes : defaultAxes(n),
  };
}

type Slices = ReturnType<typeof slicesOf>;

function predecessor(row: number, params: readonly ParamSpec[], old: Slices): Slices[number] | null {
  const { name } = params[row]!;
  const known = old.find(({ spec }) => spec.name === name);
  if (known) return known;
  const inPlace = params.length === old.length ? old[row] : undefined;
  return inPlace && !params.some((param) => param.name === inPlace.spec.name) ? inPlace : null;
}

/** For each packed number of a row: the number that it comes from, and how it is rewritten; null: a new one. */
function movesOf(
  spec: ParamSpec,
  old: Slices[number] | null,
): ({ readonly from: number; readonly rewrite: (packed: number) => number } | null)[] {
  if (!old) return Array.from({ length: sizeOfParam(spec) }, () => null);
  const rewrite = rewriting(old.spec, spec);
  return reshaping(old.spec.shape ?? [], spec.shape ?? []).map((at) => ({ from: old.from + at, rewrite }));
}

/** A plot box that holds the start: one that does not is widened to either side of it. */
function around([lo, hi]: Interval, start: number): Interval {
  if (start >= lo && start <= hi) return [lo, hi];
  const reach = Math.max(Math.abs(start), (hi - lo) / 2);
  return [start - reach, start + reach];
}
