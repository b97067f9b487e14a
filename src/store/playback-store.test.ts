import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { TraceColumns } from '../study/trace';
import type { Run } from '../study/types';
import type { AppStore } from './context';
import { createPlayback, playRate } from './playback-store';
import type { AppState } from './state';
import { createView, readKeptView } from './view-store';

const runOf = (id: string, rows: number): Run => {
  const columns = new TraceColumns(1);
  const x = Float64Array.of(0);
  for (let k = 0; k < rows; k++) columns.push({ iteration: k, x, fun: 0, nfev: k, evaluations: k, seconds: k });
  const spec = { id, method: 'BFGS', options: {}, x0: [0], bounds: null, seed: 0 };
  return { spec, status: 'running', trace: columns.snapshot(), result: null, error: null, seconds: 0, evaluatedOn: '' };
};

/** The part of the app's state that the play bar and the view look at. */
const appWith = (runs: readonly Run[]): AppStore =>
  createStore<Pick<AppState, 'runs' | 'running'>>()(() => ({ runs, running: false })) as unknown as AppStore;

describe('playback', () => {
  it('follows the longest trace while runs stream', () => {
    const app = appWith([]);
    const playback = createPlayback(app);
    app.setState({ running: true, runs: [runOf('a', 1), runOf('b', 1)] });
    app.setState({ runs: [runOf('a', 11), runOf('b', 31)] });
    expect(playback.getState()).toMatchObject({ length: 30, position: 30, following: true });
  });

  it('plays from the start when it stands at the end, at a rate that shows a whole trace in ten seconds', () => {
    const app = appWith([]);
    const playback = createPlayback(app);
    app.setState({ runs: [runOf('a', 1001)] });
    playback.getState().play();
    expect(playback.getState()).toMatchObject({ playing: true, position: 0, following: false });
    for (let frame = 0; frame < 300; frame++) playback.getState().advance(1 / 60);
    expect(playback.getState().position).toBeCloseTo(500, 6);
    playback.getState().setSpeed(2);
    for (let frame = 0; frame < 151; frame++) playback.getState().advance(1 / 60);
    expect(playback.getState()).toMatchObject({ playing: false, position: 1000 });
    expect(playRate(20)).toBe(12);
  });

  it('waits at the end for a run that goes on', () => {
    const app = appWith([]);
    const playback = createPlayback(app);
    app.setState({ running: true, runs: [runOf('a', 5)] });
    playback.getState().seek(0);
    playback.getState().play();
    playback.getState().advance(10);
    expect(playback.getState()).toMatchObject({ playing: true, position: 4 });
    app.setState({ runs: [runOf('a', 9)] });
    expect(playback.getState().position).toBe(8);
  });

  it('seeks and steps within the trace, to whole iterations', () => {
    const app = appWith([]);
    const playback = createPlayback(app);
    app.setState({ runs: [runOf('a', 11)] });
    const bar = playback.getState();
    bar.seek(3.4);
    bar.stepBy(1);
    expect(playback.getState().position).toBe(4);
    bar.seek(3.4);
    bar.stepBy(-1);
    expect(playback.getState().position).toBe(3);
    bar.seek(99);
    expect(playback.getState()).toMatchObject({ position: 10, following: true });
    bar.seek(NaN);
    expect(playback.getState().position).toBe(10);
    bar.stepBy(-100);
    expect(playback.getState().position).toBe(0);
  });

  it('starts over with a new study, and forgets runs that are gone', () => {
    const app = appWith([]);
    const playback = createPlayback(app);
    app.setState({ runs: [runOf('a', 11)] });
    playback.getState().seek(4);
    app.setState({ runs: [runOf('a', 0)] });
    expect(playback.getState()).toMatchObject({ length: 0, position: 0, following: true });
    app.setState({ runs: [] });
    playback.getState().play();
    expect(playback.getState().playing).toBe(false);
  });

  it('keeps speed within 0.25 and 8', () => {
    const playback = createPlayback(appWith([]));
    playback.getState().setSpeed(100);
    expect(playback.getState().speed).toBe(8);
    playback.getState().setSpeed(0);
    expect(playback.getState().speed).toBe(0.25);
  });
});

describe('view', () => {
  it('solo hides the others, and a second solo shows them again', () => {
    const view = createView(appWith([runOf('a', 1), runOf('b', 1), runOf('c', 1)]));
    view.getState().solo('b');
    expect(view.getState().hidden).toEqual(['a', 'c']);
    view.getState().toggleHidden('a');
    expect(view.getState().hidden).toEqual(['c']);
    view.getState().solo('b');
    view.getState().solo('b');
    expect(view.getState().hidden).toEqual([]);
  });

  it('reads what was kept, and nothing else', () => {
    expect(readKeptView('{"theme":"dark","logY":false,"panel":"results"}')).toEqual({ theme: 'dark', logY: false });
    expect(readKeptView('{"theme":"pink","convergenceX":3}')).toEqual({});
    expect(readKeptView('null')).toEqual({});
    expect(readKeptView('{')).toEqual({});
    expect(readKeptView(null)).toEqual({});
  });
});
