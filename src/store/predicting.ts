/** What the loss in force predicts at a point, asked of the worker one question at a time: the newest one waits. */
import type { WorkerClient } from '../worker/client';
import type { Predictions } from '../worker/predictions';
import { sourceOf, type AppStore } from './context';

export type { Predictions } from '../worker/predictions';

export class Predicting {
  private busy: Promise<unknown> = Promise.resolve();
  private latest = 0;

  constructor(
    private readonly client: Pick<WorkerClient, 'predictions'>,
    private readonly store: AppStore,
  ) {}

  /** Predictions at x (n); null where the loss compares nothing to named data, or a later question has come. */
  async at(x: readonly number[]): Promise<Predictions | null> {
    const ticket = ++this.latest;
    await this.busy;
    const { loss } = this.store.getState().compile;
    if (ticket < this.latest || !loss || loss.n !== x.length || !loss.data) return null;
    const answer = this.client.predictions(sourceOf(loss), x).catch(() => null);
    this.busy = answer;
    return answer;
  }
}
