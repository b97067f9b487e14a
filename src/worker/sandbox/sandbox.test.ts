/** The sandbox without its browser: what the evaluator keeps, answers and refuses; time limits; who may open one. */
import { afterEach, describe, expect, it } from 'vitest';
import { readPlainJavaScript, type PlainProgram } from '../../lang/plain-javascript';
import { SandboxCaller, sandboxLimits, type SandboxLimits } from './caller';
import { SandboxDesk } from './desk';
import { frameDocument } from './frame';
import { drawPlain } from './landscape';
import { nodeSandbox } from './node-sandbox';
import type { OpenSandbox } from './opener';
import { checkedValues, programKey } from './protocol';
import { SandboxSupply } from './supply';
import type { Port } from '../solver-protocol';

const opened: OpenSandbox[] = [];
const callers: SandboxCaller[] = [];
afterEach(() => {
  for (const caller of callers.splice(0)) caller.close();
  for (const sandbox of opened.splice(0)) sandbox.end();
});

const programOf = (text: string): PlainProgram => readPlainJavaScript(text)!.program;
/** A program as it is, without the reader's checks: what a hostile text could be made into. */
const raw = (code: string): PlainProgram => ({ code, form: 'vector', names: [] });

function callerOf(program: PlainProgram, limits: SandboxLimits = { ...sandboxLimits, call: 60_000, start: 60_000 }) {
  let losses = 0;
  const open = (): MessagePort => {
    const sandbox = nodeSandbox(program);
    opened.push(sandbox);
    return sandbox.port;
  };
  const caller = new SandboxCaller(() => {
    losses++;
    opened.at(-1)!.end();
    caller.attach(open());
  }, limits);
  callers.push(caller);
  caller.attach(open());
  return { caller, losses: () => losses };
}
const valueOf = (program: PlainProgram, x: number[]): Promise<number> =>
  callerOf(program).caller.evaluator(x.length, true).fun(Float64Array.from(x)) as Promise<number>;

describe('the evaluator', () => {
  it('calls the loss in each of its forms', async () => {
    expect(await valueOf(programOf('(x, y) => x + 10 * y + Math.random() * 0'), [1, 2])).toBe(21);
    expect(await valueOf(programOf('({ a, b }) => a - b + Date.now() * 0'), [5, 2])).toBe(3);
    expect(await valueOf(programOf('(x) => [...new Set(x)].length'), [1, 1, 2])).toBe(2);
    expect(await valueOf(programOf('(...x) => x.length + new Map().size'), [1, 1, 2])).toBe(3);
    const sorts = programOf('function f(x) { x.sort((a, b) => a - b); return x[0] * 100 + new Date(0).getTime() }');
    expect(await valueOf(sorts, [3, 2])).toBe(200);
  });

  it('leaves a loss nothing but the language', async () => {
    const names = [
      'fetch',
      'XMLHttpRequest',
      'WebSocket',
      'Worker',
      'importScripts',
      'indexedDB',
      'caches',
      'navigator',
    ];
    const more = ['postMessage', 'onmessage', 'addEventListener', 'MessageChannel', 'MessagePort', 'BroadcastChannel'];
    const host = ['process', 'require', 'setTimeout', 'setImmediate', 'queueMicrotask', 'performance', 'WebAssembly'];
    const all = [...names, ...more, ...host, 'SharedArrayBuffer', 'Atomics', 'structuredClone', 'self'];
    const code = `return () => [${all.map((name) => `typeof ${name}`).join()}].findIndex((type) => type !== 'undefined')`;
    expect(all[await valueOf(raw(code), [0])]).toBeUndefined();
  });

  it('leaves nothing on the global object or above it, and lets nothing back', async () => {
    const left = `
      const seen = [];
      for (let o = globalThis; o && o !== Object.prototype; o = Object.getPrototypeOf(o))
        for (const name of Reflect.ownKeys(o)) if (o[name] !== undefined) seen.push(String(name));
      const known = new Set(${JSON.stringify((await import('../../lang/plain-globals')).plainGlobals)});
      return () => seen.filter((name) => !known.has(name) && name !== 'constructor').length`;
    expect(await valueOf(raw(left), [0])).toBe(0);
    const back = `return () => { try { globalThis.fetch = 1 } catch {} return typeof fetch === 'undefined' ? 1 : 0 }`;
    expect(await valueOf(raw(back), [0])).toBe(1);
    // The way round by a fresh sloppy function ends at the same empty global.
    const round = `const g = Function('return this')(); return () => (g === globalThis && !('process' in g) ? 1 : 0)`;
    expect(await valueOf(raw(round), [0])).toBe(1);
  });

  it('has a console without effect', async () => {
    expect(await valueOf(programOf('(x) => { console.log("here", x); return x[0] * 2 }'), [4])).toBe(8);
  });

  it('says what was thrown or returned in place of a number', async () => {
    await expect(valueOf(programOf('(x) => { throw new Error("no way") }'), [1])).rejects.toThrow(
      'It threw Error: no way',
    );
    await expect(valueOf(programOf('(x) => null.a'), [1])).rejects.toThrow(/It threw TypeError/);
    await expect(valueOf(programOf('(x) => [...x, 2]'), [1])).rejects.toThrow(
      'It returned an array of 2, not a number.',
    );
    await expect(valueOf(programOf('(x) => Promise.resolve(1)'), [1])).rejects.toThrow('a promise');
    await expect(valueOf(programOf('(x) => "1"'), [1])).rejects.toThrow('a string');
    const hostile = 'return () => { throw { get message() { throw 1 } } }';
    await expect(valueOf(raw(hostile), [1])).rejects.toThrow('something that cannot be written');
    await expect(valueOf(raw('return 5'), [1])).rejects.toThrow('the text defines no function');
    await expect(valueOf(raw('return ('), [1])).rejects.toThrow(/cannot be run: SyntaxError/);
    expect(await valueOf(programOf('(x) => Math.sqrt(x[0]) + new Date(0).getTime()'), [-1])).toBeNaN();
  });
});

describe('the frame', () => {
  it('has a policy without connections, and holds the evaluator as data', () => {
    const text = frameDocument('123');
    expect(text).toContain(
      "default-src 'none'; script-src 'nonce-123' 'unsafe-eval'; worker-src blob:; connect-src 'none'",
    );
    // Neither script may end the element that it stands in.
    expect(text.split('</script')).toHaveLength(3);
    expect(text.split('<script')).toHaveLength(3);
  });
});

describe('SandboxCaller', () => {
  it('answers batches in order, in pieces', async () => {
    const { caller } = callerOf(programOf('(x, y) => x - y + new Map().size'));
    const points = Float64Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? i : 1));
    const loss = caller.evaluator(2, true);
    const values = await loss.batch(points, 10_000);
    expect(values.every((value, i) => value === 2 * i - 1)).toBe(true);
    expect(loss.seconds).toBeGreaterThan(0);
  });

  it('ends an endless call, says so, and serves the others afresh', async () => {
    const program = programOf('(x) => { while (x[0] > 1) { } return x[0] + new Map().size }');
    const { caller, losses } = callerOf(program, { call: 1_000, start: 60_000, abandoned: 50 });
    const loss = caller.evaluator(1, true);
    expect(await loss.fun(Float64Array.of(0.5))).toBe(0.5);
    const started = performance.now();
    const stuck = expect(loss.fun(Float64Array.of(2))).rejects.toThrow(
      'One evaluation took longer than 1 s and was ended.',
    );
    const next = loss.fun(Float64Array.of(0.25));
    await stuck;
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(await next).toBe(0.25);
    expect(losses()).toBe(1);
  });

  it('gives up at once what nobody waits for', async () => {
    const program = programOf('(x) => { while (x[0] > 1) { } return x[0] + new Map().size }');
    const { caller } = callerOf(program, { call: 600_000, start: 60_000, abandoned: 20 });
    const cancelled = caller.evaluator(1, true);
    await cancelled.fun(Float64Array.of(1));
    const stuck = expect(cancelled.fun(Float64Array.of(2))).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 20));
    cancelled.abandon();
    await stuck;
    expect(await caller.evaluator(1, true).fun(Float64Array.of(0.5))).toBe(0.5);
  });

  it('makes holes of what throws, where that is wanted', async () => {
    const program = programOf('(x) => { if (x[0] < 0) throw new RangeError("left"); return x[0] }');
    const loss = callerOf(program).caller.evaluator(1, false);
    expect(Array.from(await loss.batch(Float64Array.of(-1, 2, -3), 3))).toEqual([NaN, 2, NaN]);
    await expect(loss.batch(Float64Array.of(-1, -2), 2)).rejects.toThrow('It threw RangeError: left');
  });

  it('takes numbers only', () => {
    const good = { id: 1, values: Float64Array.of(1), failure: null, milliseconds: 1 };
    expect(checkedValues(good, 1, 1)).toBe(good);
    for (const bad of [null, 1, { ...good, id: 2 }, { ...good, values: [1] }, { ...good, failure: { message: 1 } }])
      expect(checkedValues(bad, 1, 1)).toBeNull();
    expect(checkedValues(good, 1, 2)).toBeNull();
  });
});

describe('drawPlain', () => {
  const grid = (count: number) => ({
    base: new Float64Array(2),
    x: { index: 0, lo: 0, hi: 1, count },
    y: { index: 1, lo: 0, hi: 1, count },
  });
  const never = (): boolean => false;

  it('draws a coarse grid first and then what the time allows', async () => {
    const { caller } = callerOf(programOf('(x, y) => x + 2 * y + new Map().size'));
    const picture = await drawPlain(caller.evaluator(2, false), grid(32), never);
    const { x, y } = picture!.grid;
    expect(x.count).toBe(y!.count);
    expect(x.count).toBeGreaterThanOrEqual(16);
    expect(picture!.values[0]).toBe(0);
    expect(picture!.values.at(-1)).toBeCloseTo(3, 12);
  });

  it('is left when nobody wants it', async () => {
    const { caller } = callerOf(programOf('(x, y) => x + y + new Map().size'));
    expect(await drawPlain(caller.evaluator(2, false), grid(32), () => true)).toBeNull();
  });
});

describe('SandboxSupply', () => {
  class Heard implements Port {
    readonly messages: unknown[] = [];
    listener: ((event: Event) => void) | null = null;
    isTerminated = false;
    postMessage(message: unknown): void {
      this.messages.push(message);
    }
    addEventListener(type: string, listener: (event: Event) => void): void {
      if (type === 'message') this.listener = listener;
    }
    removeEventListener(): void {}
    terminate(): void {
      this.isTerminated = true;
    }
  }
  const reading = readPlainJavaScript('(x) => new Map().size * x[0]')!;
  const open = {
    type: 'open',
    orders: [{ loss: { text: '', language: 'javascript', n: 1, plain: reading }, spec: {}, budget: {} }],
  };
  const make = () => {
    const log: string[] = [];
    const supply = new SandboxSupply(() => {
      log.push('open');
      return { port: new MessageChannel().port1, end: () => void log.push('end') };
    });
    const port = new Heard();
    return { log, supply, port, supplied: supply.supplied(port) };
  };

  it('opens nothing that nobody chose', () => {
    const { log, supply, port, supplied } = make();
    supplied.postMessage(open);
    supply.choose(readPlainJavaScript('(x) => new Set().size')!.program);
    supplied.postMessage(open);
    expect(log).toEqual([]);
    expect(port.messages).toEqual([open, open]);
    const desk = new SandboxDesk(() => undefined);
    expect(() => desk.callerFor(reading.program)).toThrow(/only where a person chooses/);
  });

  it('opens one for a worker before its order, renews a lost one, and ends it with the choice', () => {
    const { log, supply, port, supplied } = make();
    supply.choose(reading.program);
    supplied.postMessage(open);
    supplied.postMessage(open);
    const key = programKey(reading.program);
    expect(port.messages).toEqual([{ type: 'sandbox', key }, open, open]);
    port.listener!(new MessageEvent('message', { data: { type: 'sandbox-lost', key } }));
    expect(log).toEqual(['open', 'end', 'open']);
    port.listener!(new MessageEvent('message', { data: { type: 'sandbox-lost', key: 'another' } }));
    supply.forget();
    port.listener!(new MessageEvent('message', { data: { type: 'sandbox-lost', key } }));
    supplied.postMessage(open);
    expect(log).toEqual(['open', 'end', 'open', 'end']);
    supplied.terminate();
    expect(port.isTerminated).toBe(true);
  });
});
