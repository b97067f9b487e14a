/** What the page and a solver worker say to each other. Plain messages: an RPC layer would cost slices. */
import type { MethodDescription } from '../study/catalogue';
import type { Joined, Outcome, SessionProgress } from '../study/session';
import type { TraceChunk } from '../study/trace';
import type { Budget, RunSpec } from '../study/types';
import type { SentLoss } from './data-shelf';
import type { LossSource } from './loss-source';

export type { LossSource } from './loss-source';

/** One run to be done. */
export interface RunOrder {
  readonly spec: RunSpec;
  readonly loss: LossSource;
  readonly budget: Budget;
  /** of a multi-start: only the starts from the first number up to the second */
  readonly share?: readonly [number, number];
}

/** A run's order on its way: data that the worker has already is only named. */
export interface SentOrder extends Omit<RunOrder, 'loss'> {
  readonly loss: SentLoss;
}

export type SolverCommand =
  /** opens runs and holds them at their start */
  | { readonly type: 'open'; readonly orders: readonly SentOrder[] }
  /** lets held runs go to their ends */
  | { readonly type: 'run'; readonly ids: readonly string[] }
  /** lets held runs go on by one iteration each */
  | { readonly type: 'step'; readonly ids: readonly string[] }
  /** ends a held multi-start with what its shares came to */
  | { readonly type: 'join'; readonly id: string; readonly joined: Joined }
  | { readonly type: 'cancel'; readonly ids: readonly string[] }
  | { readonly type: 'methods' };

export type SolverReport =
  /** the worker's code is loaded: from now on silence means something */
  | { readonly type: 'ready' }
  /** new rows of the trace; their memory is transferred */
  | { readonly type: 'rows'; readonly id: string; readonly chunk: TraceChunk; readonly seconds: number }
  | { readonly type: 'progress'; readonly id: string; readonly progress: SessionProgress; readonly seconds: number }
  /** one step is complete, and the run is held again */
  | { readonly type: 'stepped'; readonly id: string }
  | { readonly type: 'end'; readonly id: string; readonly outcome: Outcome }
  | { readonly type: 'methods'; readonly methods: readonly MethodDescription[] };

/** The end of a channel: a Worker, or a local stand-in that runs the same service on this thread. */
export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: 'message' | 'error' | 'messageerror', listener: (event: Event) => void): void;
  removeEventListener(type: 'message' | 'error' | 'messageerror', listener: (event: Event) => void): void;
  /** ends whatever is at the other end, at once, whatever it is doing */
  terminate(): void;
}
