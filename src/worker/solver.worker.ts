/** Entry of a solver worker. Compiled losses come into being here, out of reach of the page. */
import { SolverHost } from './solver-host';
import type { SolverReport } from './solver-protocol';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const host = new SolverHost((report, transfer) => scope.postMessage(report, transfer));
scope.addEventListener('message', ({ data, ports }: MessageEvent<unknown>) => host.hear(data, ports));
scope.postMessage({ type: 'ready' } satisfies SolverReport);
