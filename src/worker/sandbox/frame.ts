/**
 * The page's side of the sandbox: an iframe of an opaque origin, whose policy forbids every connection, and the workers
 * in it. Their policy is the frame's: a worker from a blob inherits it.
 *
 * `sandbox="allow-scripts"` gives an origin that is nobody's: no cookies, no storage of any kind, no way to the page or
 * its other workers. `default-src 'none'` leaves fetch, sockets, events, imports and images nothing to connect to; what
 * is allowed are the frame's one script, `eval` (that is what a plain function needs) and workers from its own blobs.
 */
import { plainGlobals } from '../../lang/plain-globals';
import evaluator from './evaluator.js?raw';
import host from './host.js?raw';
import type { PlainProgram, SandboxOrder } from './protocol';

/** What starts an evaluator of a program. */
export const orderOf = (program: PlainProgram): SandboxOrder => ({ program, keep: plainGlobals });

/** The document in the frame. */
export function frameDocument(nonce: string): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'unsafe-eval'`,
    'worker-src blob:',
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return (
    `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<title>Sandbox</title><script type="text/plain">${evaluator}</script><script nonce="${nonce}">${host}</script>`
  );
}

/** Puts the frame into the page.
 *  @returns its window, which hears `start` and `end` (see `host.js`) */
export function openFrame(): Promise<Window> {
  const element = document.createElement('iframe');
  element.setAttribute('sandbox', 'allow-scripts');
  element.setAttribute('allow', '');
  element.referrerPolicy = 'no-referrer';
  element.title = 'Sandbox of plain JavaScript';
  element.hidden = true;
  element.srcdoc = frameDocument(crypto.getRandomValues(new Uint32Array(4)).join(''));
  const ready = new Promise<Window>((resolve) => {
    const hear = (event: MessageEvent): void => {
      if (event.source !== element.contentWindow || event.data !== 'ready') return;
      removeEventListener('message', hear);
      resolve(element.contentWindow!);
    };
    addEventListener('message', hear);
  });
  document.body.append(element);
  return ready;
}
