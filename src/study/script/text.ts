/** Plain values as Python's literals. */
import { pythonNumber } from '../../emit/python';

/** Text that stands in the script as it is: a name, a call. */
export class Code {
  constructor(readonly text: string) {}
}

export type PythonValue =
  Code | number | string | boolean | null | ArrayLike<number> | readonly PythonValue[] | PythonDictionary;

/** Keys in order; undefined ones are left out. */
export interface PythonDictionary {
  readonly [key: string]: PythonValue | undefined;
}

/** Characters beyond which arguments get lines of their own. */
const WIDTH = 100;

const isList = (value: object): value is readonly PythonValue[] => Array.isArray(value) || ArrayBuffer.isView(value);

/** A value as Python reads it. */
export function literal(value: PythonValue): string {
  if (value instanceof Code) return value.text;
  if (value === null) return 'None';
  if (typeof value === 'number') return pythonNumber(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${Array.from(value, literal).join(', ')}]`;
  return `{${entries(value as PythonDictionary)
    .map(([key, text]) => `${JSON.stringify(key)}: ${text}`)
    .join(', ')}}`;
}

/** A call with arguments by position, then by name. */
export function call(name: string, positional: readonly PythonValue[], named: PythonDictionary): string {
  const given = [...positional.map(literal), ...entries(named).map(([key, text]) => `${key}=${text}`)];
  const line = `${name}(${given.join(', ')})`;
  if (line.length <= WIDTH) return line;
  return [`${name}(`, ...given.map((argument) => `        ${argument},`), '    )'].join('\n');
}

const entries = (dictionary: PythonDictionary): (readonly [string, string])[] =>
  Object.entries(dictionary).flatMap(([key, value]) => (value === undefined ? [] : [[key, literal(value)] as const]));
