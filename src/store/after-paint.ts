/** Waiting until a change of state is on screen. */

/** A hidden page paints nothing; then this much is waited. */
const hiddenMilliseconds = 150;

/** Resolves when the browser has painted what the state says now; at once where nothing paints. */
export function afterPaint(): Promise<void> {
  if (typeof globalThis.requestAnimationFrame !== 'function') return Promise.resolve();
  return new Promise((resolve) => {
    // The first frame renders the change, the second begins after it was painted.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
    setTimeout(resolve, hiddenMilliseconds);
  });
}
