/**
 * The names that a loss run as plain JavaScript finds: those of the language itself, and nothing of the browser. The
 * sandbox removes every other name before it reads the text.
 */
const lines = [
  'globalThis undefined NaN Infinity isNaN isFinite parseInt parseFloat eval',
  'encodeURI encodeURIComponent decodeURI decodeURIComponent escape unescape',
  'Object Function Array String Number Boolean Symbol BigInt Math JSON Date RegExp Intl',
  'Map Set WeakMap WeakSet WeakRef Iterator Promise Proxy Reflect',
  'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError',
  'ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array',
  'Float16Array Float32Array Float64Array BigInt64Array BigUint64Array',
  // Without effect in the sandbox, so that a line left over from debugging does not end a run.
  'console',
];

/** See the file's header. */
export const plainGlobals: readonly string[] = lines.flatMap((line) => line.split(' '));
