/**
 * Giving way: the rest of a long job continues in a later turn of the event loop, after waiting messages. Browsers slow
 * nested timers down to 4 ms, a message to oneself costs microseconds. Node delivers up to a thousand messages of one
 * port before it looks at anything else, but has `setImmediate`.
 */

function byMessage(): (job: () => void) => void {
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return (job) => {
    waiting.push(job);
    channel.port2.postMessage(null);
  };
}

/** Runs `job` in a later turn. */
export const nextTurn: (job: () => void) => void =
  typeof globalThis.setImmediate === 'function' ? (job) => void setImmediate(job) : byMessage();

/** Resolves in a later turn. */
export const turn = (): Promise<void> => new Promise((resolve) => nextTurn(resolve));
