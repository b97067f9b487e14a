/**
 * The landscape follows the loss in force, the shown coordinates and the box. Requests are coalesced (one under way,
 * the newest waits), an answer that is no longer wanted is dropped, and the old picture stays until the new one is
 * there. After the first picture of each loss the picture worker decides between GPU and CPU.
 */
import { WorkerSilence } from '../worker/client';
import type { LandscapeRequest, View } from '../worker/picture-service';
import { afterPaint } from './after-paint';
import { isAbort, keyOf, lossIdentity, messageOf, sourceOf, type Context } from './context';
import { constraintsInForce } from './constraining';
import { isCatalogueText } from './settings';
import type { AppState } from './state';

const resolution = 256;

export class Picturing {
  private wantedKey = '';
  private isBusy = false;
  private decidedFor = '';
  private waiting: (() => void)[] = [];

  constructor(private readonly context: Context) {}

  /** Draws the first picture of a first visit without the compiler; resolves when it is on screen. */
  async preview(): Promise<void> {
    const { store, client } = this.context;
    const { problem } = store.getState();
    if (problem.problemId === null || !isCatalogueText(problem)) return;
    const landscape = await client.preview(problem.problemId, viewOf(store.getState()));
    // A compiled loss, or another problem, may have been faster.
    const now = store.getState();
    if (!landscape || now.landscape !== null || now.problem !== problem) return;
    store.setState({ landscape });
    await afterPaint();
  }

  /** Looks whether the state wants another picture than the last one asked for. */
  update(): void {
    const state = this.context.store.getState();
    const request = requestFor(state);
    // A picture that is still on its way belongs to nothing then.
    if (state.compile.loss === null) this.wantedKey = '';
    const key = request ? keyOf(request) : '';
    if (!request || key === this.wantedKey) return;
    this.wantedKey = key;
    if (!this.isBusy) void this.draw();
  }

  /** Resolves when the picture is the one that is wanted. */
  settled(): Promise<void> {
    return this.isBusy ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }

  private async draw(): Promise<void> {
    this.isBusy = true;
    for (let drawn = ''; drawn !== this.wantedKey;) {
      drawn = this.wantedKey;
      const request = requestFor(this.context.store.getState());
      if (request) await this.drawOnce(request, drawn);
    }
    this.isBusy = false;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async drawOnce(request: LandscapeRequest, key: string): Promise<void> {
    const { store, client, notify } = this.context;
    try {
      const reply = await client.landscape(request);
      if (!reply || key !== this.wantedKey) return;
      store.setState({ landscape: reply.landscape, ...(reply.engine ? { engine: reply.engine } : {}) });
      if (reply.engine) this.decidedFor = lossIdentity(request.loss);
      else void this.decide(request);
    } catch (error) {
      if (isAbort(error) || key !== this.wantedKey) return;
      store.setState({ landscape: null });
      const reason = error instanceof WorkerSilence ? 'one evaluation of the loss takes seconds' : messageOf(error);
      notify('error', `The landscape was given up: ${reason}. Runs still work, within their time budget.`);
    }
  }

  private async decide(request: LandscapeRequest): Promise<void> {
    const { store, client } = this.context;
    const loss = lossIdentity(request.loss);
    if (this.decidedFor === loss) return;
    this.decidedFor = loss;
    try {
      const engine = await client.chooseEngine(request);
      if (this.decidedFor !== loss) return;
      store.setState({ engine });
      // The badge and the picture should speak of the same engine.
      if (engine.kind === 'webgpu') {
        this.wantedKey = '';
        this.update();
      }
    } catch (error) {
      if (this.decidedFor !== loss) return;
      store.setState({ engine: { kind: 'cpu', label: 'CPU (f64)', reason: `the GPU failed: ${messageOf(error)}` } });
    }
  }
}

/** The picture that the state wants, or null while there is no loss in force for it. */
function requestFor(state: AppState): LandscapeRequest | null {
  const { loss } = state.compile;
  const { n, params } = state.problem;
  // Under another table the coordinates mean something else.
  if (!loss || loss.n !== n || state.x0.length !== n || loss.params !== params) return null;
  return {
    loss: { ...sourceOf(loss), constraints: constraintsInForce(state.compile) },
    ...viewOf(state),
    // A plain loss has no gradient to draw.
    arrows: state.showArrows && !loss.plain,
  };
}

function viewOf({ problem, axes, x0 }: AppState): View {
  const [i, j] = axes;
  return {
    // The shown coordinates do not matter to the picture, and a dragged start must not redraw it.
    base: x0.map((value, k) => (k === i || k === j ? 0 : value)),
    axes,
    xRange: problem.domain[i]!,
    yRange: problem.domain[j]!,
    resolution,
  };
}
