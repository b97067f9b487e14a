/**
 * The workers' services on this thread, behind real message channels: everything is cloned and transferred as between
 * threads. For Node, where the app's logic is tested without a browser; a deaf loss cannot be interrupted here.
 */
import { expose, type Endpoint } from 'comlink';
import type { Ports } from './client';
import { PictureService } from './picture-service';
import { SolverHost } from './solver-host';
import type { SandboxLimits } from './sandbox/caller';
import { SandboxDesk } from './sandbox/desk';
import type { SandboxOpener } from './sandbox/opener';
import type { Port, SolverReport } from './solver-protocol';

/** Ports whose other ends are on this thread.
 *  @param sandbox  evaluators of plain losses, if any are wanted;  @param limits  their time limits */
export function localPorts(poolSize = 2, sandbox?: SandboxOpener, limits?: SandboxLimits): Ports {
  return {
    poolSize,
    ...(sandbox && { sandbox }),
    solver: () => {
      const { port1, port2 } = new MessageChannel();
      const host = new SolverHost((report, transfer) => port2.postMessage(report, transfer), limits);
      port2.addEventListener('message', ({ data, ports }: MessageEvent<unknown>) => host.hear(data, ports));
      port2.start();
      port2.postMessage({ type: 'ready' } satisfies SolverReport);
      return portOf(port1, () => {
        host.close();
        port2.close();
      });
    },
    picture: () => {
      const { port1, port2 } = new MessageChannel();
      const desk = new SandboxDesk((lost) => port2.postMessage(lost), limits);
      port2.addEventListener('message', ({ data, ports }: MessageEvent<unknown>) => desk.receive(data, ports));
      expose(new PictureService(desk), port2 as unknown as Endpoint);
      return portOf(port1, () => port2.close());
    },
  };
}

function portOf(port: MessagePort, end: () => void): Port {
  port.start();
  return {
    postMessage: (message, transfer = []) => port.postMessage(message, transfer),
    addEventListener: (type, listener) => port.addEventListener(type, listener),
    removeEventListener: (type, listener) => port.removeEventListener(type, listener),
    terminate: () => {
      end();
      port.close();
    },
  };
}
