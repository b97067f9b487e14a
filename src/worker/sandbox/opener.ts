/** Opens evaluators in one hidden frame, which is made, and whose code is loaded, when it is first needed. */
import type { PlainProgram } from './protocol';

/** A running evaluator. */
export interface OpenSandbox {
  /** whoever holds this asks for values */
  readonly port: MessagePort;
  /** ends the evaluator at once, whatever it is doing */
  end(): void;
}

/** Opens evaluators; `browserSandbox` in a browser, threads of Node in tests. */
export type SandboxOpener = (program: PlainProgram) => OpenSandbox;

/** An opener for the page. Where the frame cannot be made, nobody answers at the port: callers have a time limit. */
export function browserSandbox(): SandboxOpener {
  let frame: Promise<{ sandbox: Window; orderOf: (program: PlainProgram) => unknown }> | null = null;
  let count = 0;
  return (program) => {
    const { port1, port2 } = new MessageChannel();
    const id = ++count;
    let isEnded = false;
    const there = (frame ??= import('./frame').then(async ({ openFrame, orderOf }) => ({
      sandbox: await openFrame(),
      orderOf,
    })));
    there.then(
      ({ sandbox, orderOf }) => {
        // An opaque origin has no name to address a message to; the window is the frame's own.
        if (!isEnded) sandbox.postMessage({ type: 'start', id, order: orderOf(program) }, '*', [port2]);
      },
      () => (frame = null),
    );
    return {
      port: port1,
      end: () => {
        isEnded = true;
        there.then(
          ({ sandbox }) => sandbox.postMessage({ type: 'end', id }, '*'),
          () => undefined,
        );
      },
    };
  };
}
