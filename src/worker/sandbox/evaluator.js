/*
 * What runs inside the sandbox's worker: the user's function, and the few lines that call it. This text is used as it
 * stands (`frame.ts` puts it into a blob of the sandboxed frame), so it imports nothing and needs no build step.
 *
 * The walls are the frame's: an opaque origin, and a policy that forbids every connection. In here every name that is
 * not the language's own is removed first, so that the loss has nothing to knock with: it cannot post a message,
 * start a worker or a timer, or reach the port, which lives in a variable of this function. What comes out of it are
 * numbers and error texts; the other side checks both.
 */
(() => {
  'use strict';
  const scope = self;
  const { Float64Array, Function, Object, Reflect, String, Set } = scope;
  const now = scope.performance.now.bind(scope.performance);

  /** Removes what is not in `keep` from the global object and its prototypes, and forbids that anything comes back. */
  const strip = (keep) => {
    const kept = new Set(keep);
    for (let level = scope; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
      for (const name of Reflect.ownKeys(level)) {
        if (kept.has(name) || name === 'constructor' || Reflect.deleteProperty(level, name)) continue;
        Reflect.defineProperty(level, name, { value: undefined, writable: false });
      }
      // A prototype's constructor names the interface that was removed.
      if (level !== scope) Reflect.deleteProperty(level, 'constructor');
    }
    const silent = () => undefined;
    const names = ['log', 'info', 'debug', 'warn', 'error', 'table', 'assert', 'time', 'timeEnd', 'trace', 'dir'];
    const quiet = Object.freeze(Object.fromEntries(names.map((name) => [name, silent])));
    Reflect.defineProperty(scope, 'console', { value: quiet, writable: false, configurable: false });
    for (let level = scope; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
      try {
        Object.freeze(level);
      } catch {
        // A host object that cannot be frozen has nothing left on it all the same.
      }
    }
  };

  /** The text of what was thrown; reading it runs the loss's code once more, which may throw again. */
  const textOf = (error) => {
    try {
      const { name, message } = Object(error);
      const text = typeof message === 'string' ? `${String(name)}: ${message}` : String(error);
      return text.slice(0, 300);
    } catch {
      return 'something that cannot be written';
    }
  };

  const kindOf = (value) => {
    if (value === null || value === undefined) return String(value);
    if (typeof value !== 'object') return `a ${typeof value}`;
    if (typeof value.then === 'function') return 'a promise';
    return typeof value.length === 'number' ? `an array of ${value.length}` : 'an object';
  };

  const build = ({ code, form, names }) => {
    // The one place of the app that makes a function of a user's text, and why there is a sandbox around it.
    // oxlint-disable-next-line typescript/no-implied-eval
    const loss = new Function(`'use strict';\n${code}`)();
    if (typeof loss !== 'function') throw new TypeError('the text defines no function');
    if (form === 'vector') return loss;
    if (form === 'scalars') return (point) => loss(...point);
    return (point) => {
      const named = {};
      for (let i = 0; i < names.length; i++) named[names[i]] = point[i];
      return loss(named);
    };
  };

  /** Calls the loss at each of the points; where it throws or returns no number, the value is NaN. */
  const evaluate = (call, { id, points, n }) => {
    const count = points.length / n;
    const values = new Float64Array(count);
    let failure = null;
    const start = now();
    for (let k = 0; k < count; k++) {
      // An array of its own each time: the loss may write into it.
      const point = [];
      for (let i = 0; i < n; i++) point[i] = points[k * n + i];
      values[k] = NaN;
      try {
        const value = call(point);
        if (typeof value === 'number') values[k] = value;
        else failure ??= { index: k, message: `It returned ${kindOf(value)}, not a number.` };
      } catch (error) {
        failure ??= { index: k, message: `It threw ${textOf(error)}` };
      }
    }
    return { id, values, failure, milliseconds: now() - start };
  };

  scope.onmessage = ({ data, ports }) => {
    scope.onmessage = null;
    const port = ports[0];
    const post = port.postMessage.bind(port);
    let call;
    strip(data.keep);
    try {
      call = build(data.program);
    } catch (error) {
      return post({ type: 'broken', message: textOf(error) });
    }
    port.onmessage = (event) => post(evaluate(call, event.data));
    post({ type: 'ready' });
  };
})();
