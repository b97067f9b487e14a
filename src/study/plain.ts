/**
 * Canonical plain data: the form in which a result lives in a study, crosses to the page and is written as JSON.
 * Solvers may put anything under SciPy's further names (`final_simplex`, `population`, …). Here that becomes numbers,
 * strings, booleans, null, Float64Arrays, lists and records of these; functions and undefined are dropped. A list of
 * numbers becomes a Float64Array, so that what was exported and imported again is the same thing, not a look-alike.
 */
import type { OptimizeResult } from './types';

export type Plain =
  number | string | boolean | null | Float64Array | readonly Plain[] | { readonly [key: string]: Plain };

/** Deeper data than this is cut off: no method nests so far, and a cycle must end somewhere. */
const maxDepth = 8;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

const isNumbers = (values: readonly unknown[]): boolean =>
  values.length > 0 && values.every((value) => typeof value === 'number');

/** The canonical form of a value, or undefined when it has none. */
export function toPlain(value: unknown, depth = 0): Plain | undefined {
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return Number(value);
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return null;
  if (depth >= maxDepth) return undefined;
  if (ArrayBuffer.isView(value)) {
    if (value instanceof DataView) return undefined;
    const numbers = Float64Array.from(value as unknown as ArrayLike<number | bigint>, Number);
    return numbers.length > 0 ? numbers : [];
  }
  if (Array.isArray(value)) {
    const values: readonly unknown[] = value;
    if (isNumbers(values)) return Float64Array.from(values, Number);
    return values.map((item) => toPlain(item, depth + 1) ?? null);
  }
  const entries = Object.entries(value).flatMap(([key, item]): [string, Plain][] => {
    const plain = forbiddenKeys.has(key) ? undefined : toPlain(item, depth + 1);
    return plain === undefined ? [] : [[key, plain]];
  });
  return Object.fromEntries(entries);
}

/** Fields of a result whose type is fixed; everything else is one of SciPy's further fields. */
export const vectorFields = ['jac', 'hess', 'hess_inv'] as const;
export const countFields = ['njev', 'nhev'] as const;
const namedFields = new Set<string>([
  'x',
  'fun',
  'nit',
  'nfev',
  'status',
  'success',
  'message',
  'maxcv',
  'warnings',
  ...vectorFields,
  ...countFields,
]);

/** SciPy's further fields of a result, canonical. */
export function furtherFields(result: OptimizeResult): Record<string, Plain> {
  const further = Object.fromEntries(Object.entries(result).filter(([key]) => !namedFields.has(key)));
  return toPlain(further) as Record<string, Plain>;
}

/** A copy of a result that shares no memory with the solver and can be cloned to another thread. */
export function toPlainResult(result: OptimizeResult): OptimizeResult {
  const copy: OptimizeResult = {
    ...furtherFields(result),
    x: Float64Array.from(result.x),
    fun: Number(result.fun),
    nit: result.nit,
    nfev: result.nfev,
    status: result.status,
    success: result.success,
    message: result.message,
    warnings: [...result.warnings],
  };
  for (const field of vectorFields) if (result[field] !== undefined) copy[field] = Float64Array.from(result[field]);
  for (const field of countFields) if (result[field] !== undefined) copy[field] = result[field];
  if (result.maxcv !== undefined) copy.maxcv = result.maxcv;
  return copy;
}
