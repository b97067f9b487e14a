/** The gallery's examples: loaded when they are first asked for, and turned into settings when one is opened. */
import type { Example, ExampleView } from '../problems/examples';
import type { StudyProblem } from '../study/types';
import type { WorkerClient } from '../worker/client';
import type { Landscape } from '../worker/types';
import { defaultAxes, freeKey, freeStyle, type Settings } from './settings';
import type { MethodChoice } from './state';

export type { Example, ExampleView } from '../problems/examples';

const prefix = '#example=';

let loading: Promise<readonly Example[]> | null = null;

/** All examples, in the gallery's order. */
export function loadExamples(): Promise<readonly Example[]> {
  loading ??= import('../problems/examples').then(({ examples }) => examples);
  // Offline the next one who asks tries again.
  loading.catch(() => (loading = null));
  return loading;
}

/** The id in a fragment such as #example=quadratic; null in any other. */
export function exampleIn(fragment: string): string | null {
  return fragment.startsWith(prefix) ? decodeURIComponentSafely(fragment.slice(prefix.length)) : null;
}

/** The fragment that opens an example. */
export const exampleLink = (id: string): string => prefix + encodeURIComponent(id);

/** An example ready to be opened, or null when there is none by that id. */
export async function openedExample(
  id: string,
  present: Settings,
): Promise<{ readonly title: string; readonly settings: Settings; readonly view: ExampleView } | null> {
  const example = (await loadExamples()).find((candidate) => candidate.id === id);
  if (!example) return null;
  const settings = settingsForExample(example, await example.data?.(), present);
  return { title: example.title, settings, view: example.view ?? {} };
}

/** Points along each side of a card's picture. */
const sketchResolution = 88;

/** Small pictures of the examples, one after another, each made once. */
export class Sketches {
  private readonly made = new Map<string, Promise<Landscape | null>>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly client: WorkerClient) {}

  /** The loss of an example around its start; null where it cannot be drawn. */
  of(example: Example): Promise<Landscape | null> {
    let sketch = this.made.get(example.id);
    if (!sketch) {
      sketch = this.turn
        .then(() => this.draw(example))
        .catch(() => {
          // A worker that was ended for something else may do better the next time the gallery is open.
          this.made.delete(example.id);
          return null;
        });
      this.turn = sketch;
      this.made.set(example.id, sketch);
    }
    return sketch;
  }

  private async draw(example: Example): Promise<Landscape | null> {
    const { text, language, n, params, x0, domain, axes = defaultAxes(n) } = example;
    const [i, j] = axes;
    const data = await example.data?.();
    return this.client.sketch({
      loss: { text, language, n, ...(params && { params }), ...(data && { data }) },
      base: x0,
      axes,
      xRange: domain[i]!,
      yRange: domain[j]!,
      resolution: sketchResolution,
    });
  }
}

function settingsForExample(example: Example, data: StudyProblem['data'], present: Settings): Settings {
  const { text, language, n, params, domain, minima, constraints, x0, bounds, axes, methods, seed } = example;
  const choices: MethodChoice[] = [];
  for (const { method, options = {} } of methods) {
    choices.push({ key: freeKey(method, choices), method, options, style: freeStyle(choices) });
  }
  return {
    problem: {
      problemId: null,
      text,
      language,
      n,
      domain,
      minima: minima ?? [],
      constraints: (constraints ?? []).map((written) => ({ text: written })),
      ...(params && { params }),
      ...(data && { data }),
    },
    x0,
    axes: axes ?? defaultAxes(n),
    bounds: bounds ?? null,
    choices,
    seed: seed ?? 0,
    budget: present.budget,
    showArrows: present.showArrows,
  };
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
