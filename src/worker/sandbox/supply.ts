/**
 * The page's desk of sandboxes: which programs a person has chosen to run, and which worker has which evaluator. The
 * choice is kept here, in memory, and nowhere else: no link, file or storage can make it, and a reload forgets it.
 *
 * `supplied` wraps a worker's port. It sees orders with a plain program go by and opens an evaluator for them first,
 * if the program was chosen; a program that was not chosen is never opened, and its run fails with a sentence.
 */
import type { Port, SolverCommand } from '../solver-protocol';
import type { OpenSandbox, SandboxOpener } from './opener';
import { programKey, type PlainProgram, type SandboxOpened } from './protocol';

export class SandboxSupply {
  private chosen: string | null = null;
  private readonly ports = new Set<SuppliedPort>();

  /** @param open  null where there are no sandboxes */
  constructor(private readonly open: SandboxOpener | null) {}

  /** A person has chosen to run this program; it takes the place of the one before. */
  choose(program: PlainProgram): void {
    this.chosen = programKey(program);
  }

  /** Takes the choice back, and ends what runs. */
  forget(): void {
    this.chosen = null;
    for (const port of this.ports) port.endSandbox();
  }

  /** A worker's port with evaluators at hand. */
  supplied(port: Port): SuppliedPort {
    const supplied = new SuppliedPort(port, {
      open: (program) => (programKey(program) === this.chosen ? (this.open?.(program) ?? null) : null),
      close: () => this.ports.delete(supplied),
    });
    this.ports.add(supplied);
    return supplied;
  }
}

/** See the file's header. */
export class SuppliedPort implements Port {
  private current: { readonly program: PlainProgram; readonly sandbox: OpenSandbox } | null = null;

  constructor(
    private readonly port: Port,
    private readonly supply: { open(program: PlainProgram): OpenSandbox | null; close(): void },
  ) {
    port.addEventListener('message', (event) => {
      const data = (event as MessageEvent<{ type?: unknown; key?: unknown } | null>).data;
      if (data?.type === 'sandbox-lost') this.renew(data.key);
    });
  }

  /** Opens an evaluator for the worker unless it has one of this program. Where nobody chose to run it there is none,
   *  and the worker says so. */
  provide(program: PlainProgram): void {
    if (this.current && programKey(this.current.program) === programKey(program)) return;
    this.endSandbox();
    const sandbox = this.supply.open(program);
    if (!sandbox) return;
    this.current = { program, sandbox };
    const message: SandboxOpened = { type: 'sandbox', key: programKey(program) };
    this.port.postMessage(message, [sandbox.port]);
  }

  /** Ends the evaluator, if there is one. */
  endSandbox(): void {
    this.current?.sandbox.end();
    this.current = null;
  }

  postMessage(message: unknown, transfer?: Transferable[]): void {
    for (const program of programsIn(message)) this.provide(program);
    this.port.postMessage(message, transfer);
  }
  addEventListener(type: 'message' | 'error' | 'messageerror', listener: (event: Event) => void): void {
    this.port.addEventListener(type, listener);
  }
  removeEventListener(type: 'message' | 'error' | 'messageerror', listener: (event: Event) => void): void {
    this.port.removeEventListener(type, listener);
  }
  terminate(): void {
    this.endSandbox();
    this.supply.close();
    this.port.terminate();
  }

  private renew(key: unknown): void {
    const { current } = this;
    if (!current || programKey(current.program) !== key) return;
    this.endSandbox();
    this.provide(current.program);
  }
}

/** Plain programs that an order to a solver worker names. */
function programsIn(message: unknown): PlainProgram[] {
  const command = message as SolverCommand | null;
  if (command?.type !== 'open') return [];
  return command.orders.flatMap(({ loss }) => (loss.plain ? [loss.plain.program] : []));
}
