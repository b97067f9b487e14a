/**
 * What the editor asks of the loss language: its words, what stands at a place in the text, what the text became.
 * Questions about the text in the editor; answers come from the worker that compiles it.
 */
import type { WorkerClient } from '../worker/client';
import type { LossForms, NameInfo, Vocabulary } from '../worker/loss-reader';
import { isInForce, sourceOf, type AppStore } from './context';

export type { Code, Formula, LossForms, NameInfo, ShownValue, Vocabulary, Word } from '../worker/loss-reader';

export class LanguageDesk {
  private words: Promise<Vocabulary> | null = null;

  constructor(
    private readonly client: Pick<WorkerClient, 'vocabulary' | 'explain' | 'forms'>,
    private readonly store: AppStore,
  ) {}

  /** All words of the language; asked for once. Null when the worker cannot say. */
  async vocabulary(): Promise<Vocabulary | null> {
    try {
      return await (this.words ??= this.client.vocabulary());
    } catch {
      this.words = null;
      return null;
    }
  }

  /** What stands at a position of the editor's text; null where there is nothing to say, or the text is not in force.
   *  @param x  the point at which names are evaluated */
  async explain(position: number, x: readonly number[]): Promise<NameInfo | null> {
    const source = this.source();
    if (!source || x.length !== source.n) return null;
    try {
      return await this.client.explain(source, position, x);
    } catch {
      return null;
    }
  }

  /** What the loss in force became.
   *  @throws when the worker fails or takes too long */
  async forms(): Promise<LossForms | null> {
    const source = this.lossInForce();
    return source && this.client.forms(source);
  }

  private source(): ReturnType<LanguageDesk['lossInForce']> {
    const { problem, compile } = this.store.getState();
    return compile.status === 'ok' && isInForce(compile.loss, problem) ? this.lossInForce() : null;
  }

  /** The worker's cache knows this text under the settings that it was compiled with. */
  private lossInForce() {
    const { problem, compile } = this.store.getState();
    const { loss } = compile;
    if (!loss) return null;
    const language = loss.text === problem.text ? problem.language : loss.language;
    return { ...sourceOf(loss), language };
  }
}
