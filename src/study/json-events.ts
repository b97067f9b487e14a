/** Trace events in JSON: typed arrays become lists, and find their element type again by the field's name. */
import type { JsonEvent } from './json-schema';
import { decodeNumber, decodeNumbers, encodeNumber, encodeNumbers, type JsonNumber } from './json-values';
import type { TraceEvent } from './types';

const integerArrays: Readonly<Record<string, (values: readonly number[]) => Int32Array | Uint8Array>> = {
  edges: (values) => Int32Array.from(values),
  pool: (values) => Int32Array.from(values),
  accepted: (values) => Uint8Array.from(values),
};

/** An event as JSON. */
export function encodeEvent(event: TraceEvent): JsonEvent {
  const entries = Object.entries(event).map(([key, value]) => {
    if (typeof value === 'number') return [key, encodeNumber(value)];
    if (ArrayBuffer.isView(value)) return [key, encodeNumbers(value as unknown as ArrayLike<number>)];
    return [key, value];
  });
  return Object.fromEntries(entries) as JsonEvent;
}

/** The event that was encoded; its JSON has passed the schema. */
export function decodeEvent(event: JsonEvent): TraceEvent {
  const entries = Object.entries(event).map(([key, value]) => {
    if (key === 'type' || typeof value === 'boolean') return [key, value];
    if (!Array.isArray(value)) return [key, decodeNumber(value as JsonNumber)];
    return [key, integerArrays[key]?.(value as number[]) ?? decodeNumbers(value as JsonNumber[])];
  });
  return Object.fromEntries(entries) as TraceEvent;
}
