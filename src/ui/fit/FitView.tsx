/** A model at the play position: what it predicts against what it should, and its parameters. Painted on the clock. */
import { useEffect, useRef } from 'react';
import { formatNumber } from '../format';
import { registerPainter } from '../playback/clock';
import { prepareCanvas } from '../plots/canvas';
import { plotColors, runStyle } from '../plots/palette';
import { rowAt } from '../plots/trace';
import { lookOf, runLabel } from '../run-look';
import { appStore, playbackStore, predicting, viewStore } from '../stores';
import { currentTheme, onThemeChange } from '../theme';
import type { Predictions, Run } from '../types';
import { blocksOf, drawBlocks, drawPredictions } from './draw-fit';

/** See the file's header. Shows the hovered run, or else the first that is visible. */
export function FitView() {
  const host = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const caption = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!host.current || !canvas.current || !caption.current) return;
    return start(host.current, canvas.current, caption.current);
  }, []);
  return (
    <figure ref={host} className="stage" data-testid="fit" aria-labelledby="convergence-heading">
      <canvas ref={canvas} className="layer" aria-hidden="true" />
      <figcaption ref={caption} className="visually-hidden" />
    </figure>
  );
}

function shownRun(): Run | null {
  const { runs, problem } = appStore.getState();
  const { hover, hidden } = viewStore.getState();
  const fit = runs.filter(({ trace }) => trace.n === problem.n && trace.count > 0);
  return fit.find(({ spec }) => spec.id === hover?.runId) ?? fit.find(({ spec }) => !hidden.includes(spec.id)) ?? null;
}

function start(host: HTMLElement, canvas: HTMLCanvasElement, caption: HTMLElement): () => void {
  let size = { width: 0, height: 0 };
  let asked: { readonly trace: Run['trace']; readonly row: number } | null = null;
  let predictions: Predictions | null = null;

  /** Asks for the predictions at an iterate, unless they are the ones asked for last. */
  const ask = ({ trace }: Run, row: number): void => {
    if (asked?.row === row && asked.trace === trace) return;
    asked = { trace, row };
    void predicting.at(Array.from(trace.x.subarray(row * trace.n, (row + 1) * trace.n))).then((answer) => {
      if (!answer) return;
      predictions = answer;
      painter.invalidate();
    });
  };

  const paint = (): void => {
    if (size.width < 60 || size.height < 60) return;
    const context = prepareCanvas(canvas, size.width, size.height);
    const state = appStore.getState();
    const run = shownRun();
    if (!run) return;
    const row = Math.floor(rowAt(run.trace, playbackStore.getState().position));
    ask(run, row);
    const theme = currentTheme();
    const plot = plotColors(theme);
    const x = run.trace.x.subarray(row * run.trace.n, (row + 1) * run.trace.n);
    const blocks = blocksOf(state.problem.params ?? []);
    const isTall = predictions === null;
    const split = isTall ? 0 : Math.round(size.height * (blocks.length > 0 ? 0.62 : 1));
    if (predictions) {
      const { predicted, wanted, target } = predictions;
      const titles = { x: target, y: 'predicted' };
      const { color } = lookOf(run, state, theme);
      drawPredictions(context, { width: size.width, height: split }, predicted, wanted, titles, color, plot);
    }
    const rect = { left: 16, top: split + 8, width: size.width - 30, height: size.height - split - 12 };
    const colors = { plus: runStyle(0, theme).color, minus: runStyle(1, theme).color, plot };
    const cells = blocks.length > 0 ? drawBlocks(context, rect, blocks, x, colors) : 0;
    describe(run, row, cells);
  };

  const describe = (run: Run, row: number, cells: number): void => {
    const error = predictions ? rootMeanSquare(predictions) : Number.NaN;
    const facts = { run: run.spec.id, row, cells, predictions: predictions?.predicted.length ?? 0, error };
    host.dataset['fit'] = JSON.stringify(facts);
    const words = predictions ? `predictions differ from ${predictions.target} by ${formatNumber(error, 4)} (RMS)` : '';
    caption.textContent = `${runLabel(run, appStore.getState().runs)} at row ${row}: ${words}`;
  };

  const painter = registerPainter(paint);
  const again = (): void => painter.invalidate();
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    size = { width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) };
    again();
  });
  observer.observe(host);
  const stops = [
    appStore.subscribe((now, before) => {
      if (now.compile.loss !== before.compile.loss) [predictions, asked] = [null, null];
      again();
    }),
    playbackStore.subscribe(again),
    viewStore.subscribe(again),
    onThemeChange(again),
  ];
  return () => {
    for (const stop of stops) stop();
    observer.disconnect();
    painter.dispose();
  };
}

const rootMeanSquare = ({ predicted, wanted }: Predictions): number =>
  Math.sqrt(predicted.reduce((sum, value, k) => sum + (value - wanted[k]!) ** 2, 0) / predicted.length);
