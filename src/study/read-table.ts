/**
 * Numbers that people paste or drop, CSV or JSON, as arrays for a loss. Everything that is not a number is named with
 * its row and column; nothing is guessed or left out in silence. Loaded on demand, in a worker.
 *
 * CSV is read by Papa Parse (quotes, delimiters). A first row that holds a text is the header. Decimal commas are read
 * where the delimiter is not a comma. JSON may be an array, an object of arrays, or a list of records.
 */
import Papa from 'papaparse';
import { dataShape, irregularity, isDataName, maxDataNumbers, maxDataSets } from './data-sets';
import type { NestedArray } from './types';

/** One column of a table, or one array of a file. */
export interface ReadArray {
  /** a name that a loss can use */
  readonly name: string;
  readonly values: NestedArray;
  /** of a column of texts: what its numbers 0, 1, 2 … stand for */
  readonly labels?: readonly string[];
}

/** What was found in a text. */
export type TableReading =
  | {
      readonly ok: true;
      readonly arrays: readonly ReadArray[];
      /** whether the arrays are columns of one table, which may also become one matrix */
      readonly isTable: boolean;
      /** columns that hold no numbers, and why */
      readonly left: readonly { readonly name: string; readonly reason: string }[];
      /** rows that were left out because a number is missing in them */
      readonly dropped: number;
    }
  | {
      readonly ok: false;
      readonly message: string;
      /** rows without a number somewhere, where leaving them out would help; 0 otherwise */
      readonly gaps: number;
    };

/** Texts that stand for a number that is not there. */
const missing = /^(|na|n\/a|nan|null|none|-|\.|\?)$/i;
const mostLabels = 50;
const mostCharacters = 64 * 1024 * 1024;

/** Reads a text.
 *  @param name         what to call an array without a name: the file's, without its ending
 *  @param dropsGaps    whether rows in which a number is missing are left out */
export function readTable(text: string, name: string, dropsGaps = false): TableReading {
  if (text.trim() === '') return refuse('There is nothing here yet. Paste rows of numbers, or JSON.');
  if (text.length > mostCharacters)
    return refuse(`This is too long: at most ${mostCharacters / 1024 / 1024} MB are read.`);
  return /^\s*[[{]/.test(text) ? readJson(text, dataName(name)) : readCsv(text, dropsGaps);
}

const refuse = (message: string, gaps = 0): TableReading => ({ ok: false, message, gaps });

/** A name that a loss can use: `Body mass (g)` becomes `body_mass`. */
export function dataName(heading: string, taken: ReadonlySet<string> = new Set()): string {
  const plain = heading
    .replace(/[([{].*$/u, '')
    .trim()
    .replaceAll(/[^\p{L}\p{N}_]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 60);
  const base = plain === '' ? 'data' : isDataName(plain) ? plain : `x_${plain}`;
  let free = base;
  for (let k = 2; taken.has(free); k++) free = `${base}_${k}`;
  return free;
}

function readCsv(text: string, dropsGaps: boolean): TableReading {
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy' });
  const { delimiter } = parsed.meta;
  const isSpaced = parsed.data.every((row) => row.length === 1) && /\d[ \t]+[-+.\d]/.test(text);
  const rows = isSpaced ? parsed.data.map(([line]) => line!.trim().split(/\s+/)) : parsed.data;
  const broken = parsed.errors.find(({ type }) => type === 'Quotes');
  if (broken) return refuse(`Row ${(broken.row ?? 0) + 1}: a quotation mark is not closed. Close it, or remove it.`);
  const read = delimiter === ',' && !isSpaced ? numberOf : decimalCommaOf(rows);
  const hasHeader = rows[0]!.some((cell) => !missing.test(cell.trim()) && read(cell) === null);
  const body = hasHeader ? rows.slice(1) : rows;
  if (body.length === 0) return refuse('There is a header here and no row of numbers below it.');
  const first = hasHeader ? 2 : 1;
  const width = hasHeader ? rows[0]!.length : body[0]!.length;
  const uneven = body.findIndex((row) => row.length !== width);
  if (uneven >= 0) {
    const wanted = hasHeader ? 'the header names' : 'the first row has';
    return refuse(`Row ${uneven + first} has ${body[uneven]!.length} columns, and ${wanted} ${width}.`);
  }
  if (width > maxDataSets) return readWide(body, read, first);
  return readColumns(body, hasHeader ? rows[0]! : null, read, first, dropsGaps);
}

type Read = (cell: string) => number | null;

function readColumns(
  body: readonly string[][],
  header: readonly string[] | null,
  read: Read,
  first: number,
  dropsGaps: boolean,
): TableReading {
  const taken = new Set<string>();
  const columns = body[0]!.map((_, j) => {
    const heading = header?.[j]?.trim() ?? '';
    const name = dataName(heading === '' ? columnLetter(j) : heading, taken);
    taken.add(name);
    const cells = body.map((row) => row[j]!.trim());
    const filled = cells.filter((cell) => !missing.test(cell));
    const isText = filled.length === 0 || filled.filter((cell) => read(cell) === null).length > filled.length / 2;
    return { name, title: heading === '' ? name : heading, cells, isText, isEmpty: filled.length === 0 };
  });
  const numeric = columns.filter(({ isText }) => !isText);
  const gapRows = new Set<number>();
  for (const { cells, title } of numeric) {
    for (const [i, cell] of cells.entries()) {
      if (missing.test(cell)) gapRows.add(i);
      else if (read(cell) === null) return refuse(`Row ${i + first}, column “${title}”: “${cell}” is not a number.`);
    }
  }
  if (gapRows.size > 0 && !dropsGaps) {
    const at = Math.min(...gapRows);
    const where = numeric.find(({ cells }) => missing.test(cells[at]!))!.title;
    const others = gapRows.size > 1 ? `, and in ${gapRows.size - 1} more rows there is none somewhere` : '';
    return refuse(`Row ${at + first}, column “${where}”: there is no number${others}.`, gapRows.size);
  }
  const kept = <T>(items: readonly T[]): T[] => items.filter((_, i) => !gapRows.has(i));
  const left: { name: string; reason: string }[] = [];
  const arrays = columns.flatMap(({ name, title, cells, isText, isEmpty }): ReadArray[] => {
    if (!isText) return [{ name, values: kept(cells).map((cell) => read(cell)!) }];
    const texts = kept(cells);
    const labels = [...new Set(texts)];
    if (!isEmpty && labels.length <= mostLabels && labels.length < Math.max(3, texts.length)) {
      return [{ name, values: texts.map((cell) => labels.indexOf(cell)), labels }];
    }
    left.push({ name: title, reason: isEmpty ? 'it is empty' : `it holds texts: “${texts[0]}”, …` });
    return [];
  });
  if (arrays.length === 0) return refuse('There are no numbers in this table.');
  if (kept(body).length === 0) return refuse('In every row a number is missing.');
  return sized({ ok: true, arrays, isTable: true, left, dropped: gapRows.size });
}

/** A table of more columns than arrays may have names is one matrix. */
function readWide(body: readonly string[][], read: Read, first: number): TableReading {
  for (const [i, row] of body.entries()) {
    const j = row.findIndex((cell) => read(cell) === null);
    if (j >= 0) return refuse(`Row ${i + first}, column ${j + 1}: “${row[j]!.trim()}” is not a number.`);
  }
  const values = body.map((row) => row.map((cell) => read(cell)!));
  return sized({ ok: true, arrays: [{ name: 'data', values }], isTable: false, left: [], dropped: 0 });
}

function numberOf(cell: string): number | null {
  const plain = cell.trim().replace('\u2212', '-');
  const value = plain === '' ? NaN : Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** Reads 1,5 as 1.5 where no cell uses a decimal point. */
function decimalCommaOf(rows: readonly string[][]): Read {
  const hasPoint = rows.some((row) => row.some((cell) => /\d\.\d/.test(cell)));
  return hasPoint ? numberOf : (cell) => numberOf(cell.replace(/^([^,]*),([^,]*)$/, '$1.$2'));
}

/** a, b, … z, c27: columns without a header. */
const columnLetter = (index: number): string => (index < 26 ? String.fromCharCode(97 + index) : `c${index + 1}`);

function readJson(text: string, name: string): TableReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`This starts like JSON and is not: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(value)) return fromRecord(value as Record<string, unknown>);
  const records: readonly unknown[] = value;
  const isRecords = records.length > 0 && records.every((item) => typeof item === 'object' && !Array.isArray(item));
  if (isRecords) return fromRecords(records as readonly Record<string, unknown>[]);
  return fromArrays([[name, value]]);
}

function fromRecords(records: readonly (Record<string, unknown> | null)[]): TableReading {
  const columns = Object.keys(records[0] ?? {});
  const reading = fromArrays(columns.map((column) => [column, records.map((record) => record?.[column])]));
  return reading.ok ? { ...reading, isTable: true } : reading;
}

function fromRecord(record: Record<string, unknown>): TableReading {
  return fromArrays(Object.entries(record));
}

function fromArrays(entries: readonly (readonly [string, unknown])[]): TableReading {
  if (entries.length === 0) return refuse('There are no arrays in this JSON.');
  if (entries.length > maxDataSets) return refuse(`Expected at most ${maxDataSets} arrays, got ${entries.length}.`);
  const taken = new Set<string>();
  const arrays: ReadArray[] = [];
  for (const [heading, value] of entries) {
    const values = nested(value, heading);
    if (typeof values === 'string') return refuse(values);
    const wrong = irregularity(values.array);
    if (wrong) return refuse(`${heading}${wrong.path}: ${wrong.message}.`);
    const name = dataName(heading, taken);
    taken.add(name);
    arrays.push({ name, values: values.array });
  }
  return sized({ ok: true, arrays, isTable: false, left: [], dropped: 0 });
}

/** A value of a JSON text as an array, or what is wrong with it. */
function nested(value: unknown, path: string, depth = 0): { readonly array: NestedArray } | string {
  if (typeof value === 'number') return { array: value };
  if (!Array.isArray(value)) {
    const came =
      value === undefined ? 'nothing' : typeof value === 'object' && value ? 'an object' : JSON.stringify(value);
    return `${path}: expected numbers, got ${came}.`;
  }
  if (depth > 7) return `${path}: nested deeper than an array of 8 axes.`;
  const items: NestedArray[] = [];
  for (const [i, item] of (value as readonly unknown[]).entries()) {
    const read = nested(item, `${path}[${i}]`, depth + 1);
    if (typeof read === 'string') return read;
    items.push(read.array);
  }
  return { array: items };
}

function sized(reading: TableReading & { ok: true }): TableReading {
  const size = (values: NestedArray): number => dataShape(values).reduce((product, extent) => product * extent, 1);
  const total = reading.arrays.reduce((sum, { values }) => sum + size(values), 0);
  return total <= maxDataNumbers ? reading : refuse(`Expected at most ${maxDataNumbers} numbers, got ${total}.`);
}
