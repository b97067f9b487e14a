/** Entry of a solver worker. Compiled losses come into being here, out of reach of the page. */
import { SolverHost } from './solver-host';
import type { SolverCommand, SolverReport } from './solver-protocol';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const host = new SolverHost((report, transfer) => scope.postMessage(report, transfer));
scope.addEventListener('message', (event: MessageEvent<SolverCommand>) => host.receive(event.data));
scope.postMessage({ type: 'ready' } satisfies SolverReport);
