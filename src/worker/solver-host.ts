/**
 * The runs of one solver worker. One run has one slice in each turn of the event loop, in rotation, so that a
 * message (cancel, above all) is heard between any two slices and a slow run does not hold up the others.
 * Rows are reported at most every 40 ms a run, progress ten times a second.
 */
import { describeMethods, studyMethods } from '../study/catalogue';
import { RunSession } from '../study/session';
import { compiledSubject, plainSubject, type Subject } from '../study/subject';
import { findMethod } from '../solve/registry';
import { DataShelf } from './data-shelf';
import { LossCache } from './loss-cache';
import { SandboxDesk } from './sandbox/desk';
import type { SandboxLimits } from './sandbox/caller';
import { standOf } from './sandbox/stand';
import type { CompiledConstraint } from '../study/constraints';
import type { LossSource, SentOrder, SolverCommand, SolverReport } from './solver-protocol';
import type { SandboxLost } from './sandbox/protocol';
import { nextTurn } from './turn';

const sliceMilliseconds = 8;
const rowsInterval = 40;
const progressInterval = 100;

interface Task {
  readonly session: RunSession;
  mode: 'held' | 'running' | 'stepping';
  rowsAt: number;
  progressAt: number;
}

/** Sends a report; buffers named are moved, not copied. */
export type Post = (report: SolverReport | SandboxLost, transfer: Transferable[]) => void;

export class SolverHost {
  private readonly losses = new LossCache();
  private readonly shelf = new DataShelf();
  private readonly tasks = new Map<string, Task>();
  private isTurning = false;
  private closed = false;

  private readonly sandboxes: SandboxDesk;

  /** @param limits  of the sandbox; tests shorten them */
  constructor(
    private readonly post: Post,
    limits?: SandboxLimits,
  ) {
    this.sandboxes = new SandboxDesk((lost) => post(lost, []), limits);
  }

  /** Takes any message: a command, or a sandbox that the page opened. */
  hear(message: unknown, ports: readonly MessagePort[]): void {
    if (!this.sandboxes.receive(message, ports)) this.receive(message as SolverCommand);
  }

  receive(command: SolverCommand): void {
    switch (command.type) {
      case 'open':
        return command.orders.forEach((order) => this.open(order));
      case 'run':
        return this.setMode(command.ids, 'running');
      case 'step':
        return this.setMode(command.ids, 'stepping');
      case 'join':
        this.tasks.get(command.id)?.session.join(command.joined);
        return this.finish(command.id);
      case 'cancel':
        return this.cancel(command.ids);
      case 'methods':
        return this.post({ type: 'methods', methods: describeMethods() }, []);
      default:
        command satisfies never;
    }
  }

  /** Drops everything; nothing is reported any more. */
  close(): void {
    this.closed = true;
    this.tasks.clear();
  }

  private open({ spec, loss, budget, share }: SentOrder): void {
    try {
      const { subject, constraints } = this.subjectOf(this.shelf.unpack(loss), spec.constraints ?? []);
      const method = findMethod(spec.method, studyMethods);
      const session = new RunSession(subject, spec, budget, method, constraints, share);
      this.tasks.set(spec.id, { session, mode: 'held', rowsAt: -Infinity, progressAt: performance.now() });
      this.reportRows(spec.id, session);
      if (session.outcome) this.finish(spec.id);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const outcome = { status: 'failed', result: null, error: message, seconds: 0 } as const;
      this.post({ type: 'end', id: spec.id, outcome }, []);
    }
  }

  private subjectOf(
    loss: LossSource,
    texts: readonly string[],
  ): { subject: Subject; constraints: readonly CompiledConstraint[] } {
    const compiled = this.losses.get(loss.plain ? standOf(loss, loss.plain) : loss);
    const constraints = this.losses.constraintsOf(texts, compiled);
    if (!loss.plain) return { subject: compiledSubject(compiled.loss, constraints), constraints };
    const evaluator = this.sandboxes.callerFor(loss.plain.program).evaluator(loss.n, true);
    return { subject: plainSubject(evaluator, constraints, () => this.wake()), constraints };
  }

  private setMode(ids: readonly string[], mode: 'running' | 'stepping'): void {
    for (const id of ids) {
      const task = this.tasks.get(id);
      if (task) task.mode = mode;
    }
    this.wake();
  }

  private cancel(ids: readonly string[]): void {
    for (const id of ids) {
      const task = this.tasks.get(id);
      if (!task) continue;
      task.session.cancel();
      this.finish(id);
    }
  }

  private wake(): void {
    if (this.isTurning || this.closed) return;
    this.isTurning = true;
    nextTurn(() => this.turn());
  }

  private turn(): void {
    this.isTurning = false;
    const next = [...this.tasks].find(([, { mode, session }]) => mode !== 'held' && !session.isWaiting);
    if (!next || this.closed) return;
    const [id, task] = next;
    // To the end of the rotation.
    this.tasks.delete(id);
    this.tasks.set(id, task);
    if (task.mode === 'stepping') this.stepSlice(id, task);
    else task.session.advance(sliceMilliseconds);
    if (task.session.outcome) this.finish(id);
    else this.reportIfDue(id, task);
    this.wake();
  }

  private stepSlice(id: string, task: Task): void {
    if (!task.session.step(sliceMilliseconds) || task.session.outcome) return;
    task.mode = 'held';
    this.reportRows(id, task.session);
    this.post({ type: 'stepped', id }, []);
  }

  private reportIfDue(id: string, task: Task): void {
    const now = performance.now();
    if (now - task.rowsAt >= rowsInterval) {
      task.rowsAt = now;
      this.reportRows(id, task.session);
    }
    if (now - task.progressAt >= progressInterval) {
      task.progressAt = now;
      const { session } = task;
      this.post({ type: 'progress', id, progress: session.progress(), seconds: session.seconds }, []);
    }
  }

  private reportRows(id: string, session: RunSession): void {
    const chunk = session.takeChunk();
    if (!chunk) return;
    const { iterations, x, fun, nfev, evaluations, seconds, violation, slope } = chunk;
    const columns = [iterations, x, fun, nfev, evaluations, seconds, ...(violation ? [violation] : [])];
    if (slope) columns.push(slope);
    const transfer = columns.map(({ buffer }) => buffer as ArrayBuffer);
    this.post({ type: 'rows', id, chunk, seconds: session.seconds }, transfer);
  }

  private finish(id: string): void {
    const task = this.tasks.get(id);
    if (!task?.session.outcome) return;
    this.tasks.delete(id);
    this.reportRows(id, task.session);
    this.post({ type: 'end', id, outcome: task.session.outcome }, []);
  }
}
