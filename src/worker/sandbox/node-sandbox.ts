/** Evaluators on threads of Node, for tests: the text that runs in the browser's sandbox, without the browser's walls. */
import { Worker } from 'node:worker_threads';
import { plainGlobals } from '../../lang/plain-globals';
import evaluator from './evaluator.js?raw';
import type { SandboxOpener } from './opener';

const scope = `
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
parentPort.once('message', ({ order, port }) => self.onmessage({ data: order, ports: [port] }));
`;

/** Opens each evaluator on a thread of its own. */
export const nodeSandbox: SandboxOpener = (program) => {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(scope + evaluator, { eval: true });
  worker.unref();
  const order = { program, keep: plainGlobals };
  worker.postMessage({ order, port: port2 }, [port2 as unknown as import('node:worker_threads').MessagePort]);
  return { port: port1, end: () => void worker.terminate() };
};
