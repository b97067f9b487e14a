/** Where a worker keeps the sandbox of the plain loss that it works on: one program at a time, opened by the page. */
import type { PlainProgram } from '../../lang/plain-javascript';
import { SandboxCaller, type SandboxLimits } from './caller';
import { programKey, type SandboxLost, type SandboxOpened } from './protocol';

export class SandboxDesk {
  private open: { readonly key: string; readonly caller: SandboxCaller } | null = null;

  /** @param post  tells the page */
  constructor(
    private readonly post: (message: SandboxLost) => void,
    private readonly limits?: SandboxLimits,
  ) {}

  /** Takes an evaluator that the page opened.
   *  @returns whether the message was one for this desk */
  receive(message: unknown, ports: readonly MessagePort[]): boolean {
    const { type, key } = (message ?? {}) as Partial<SandboxOpened>;
    if (type !== 'sandbox' || typeof key !== 'string' || !ports[0]) return false;
    this.callerOf(key).attach(ports[0]);
    return true;
  }

  /** Who evaluates this program.
   *  @throws Error when the page opened no sandbox for it: then nobody chose to run it */
  callerFor(program: PlainProgram): SandboxCaller {
    if (this.open?.key === programKey(program)) return this.open.caller;
    throw new Error('This text runs as plain JavaScript only where a person chooses it.');
  }

  private callerOf(key: string): SandboxCaller {
    if (this.open?.key === key) return this.open.caller;
    this.open?.caller.close();
    const caller = new SandboxCaller(() => this.post({ type: 'sandbox-lost', key }), this.limits);
    this.open = { key, caller };
    return caller;
  }
}
