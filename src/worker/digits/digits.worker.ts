/** Entry of the worker that trains on digits; it lives as long as their dialog is open. */
import { DigitsHost } from './host';
import type { DigitsCommand } from './protocol';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const host = new DigitsHost((report) => scope.postMessage(report));
scope.addEventListener('message', (event: MessageEvent<DigitsCommand>) => host.receive(event.data));
