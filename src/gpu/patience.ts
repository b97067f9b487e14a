/** Waiting for a driver, but not for ever. */

/** The outcome of a promise, or the error that `silence` makes when it has not settled in time.
 *  The promise itself goes on; what becomes of it is dropped. */
export function withPatience<T>(promise: Promise<T>, ms: number, silence: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silence()), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
