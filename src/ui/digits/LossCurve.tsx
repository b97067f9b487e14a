/** The training loss of every run, against iterations or time; logarithmic. */
import { useEffect, useRef, useState } from 'react';
import { formatNumber } from '../format';
import { Segmented } from '../parts/Segmented';
import { useDigits } from '../stores';
import { useTheme } from '../theme';
import type { DigitsRun } from '../types';
import { drawCurves, type CurveX } from './draw-curves';
import { lossNow, runName } from './words';

const axes = [
  { value: 'iteration', label: 'Iterations' },
  { value: 'seconds', label: 'Time' },
] as const;

/** See the file's header. */
export function LossCurve() {
  const runs = useDigits((state) => state.runs);
  const shown = useDigits((state) => state.shown);
  const [kind, setKind] = useState<CurveX>('iteration');
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(canvas);
  const theme = useTheme();
  useEffect(() => {
    if (canvas.current && width > 0) drawCurves(canvas.current, { width, height, runs, shown, kind, theme });
  }, [width, height, runs, shown, kind, theme]);
  return (
    <section className="digits-section" aria-labelledby="digits-loss">
      <div className="digits-section-head">
        <h3 id="digits-loss">Training loss</h3>
        <Segmented label="Loss against" value={kind} items={axes} onChange={setKind} />
      </div>
      <figure>
        <canvas ref={canvas} className="digits-curve" aria-hidden="true" data-testid="digits-curve" />
        <figcaption className="visually-hidden">{summary(runs)}</figcaption>
      </figure>
    </section>
  );
}

function summary(runs: readonly DigitsRun[]): string {
  if (runs.length === 0) return 'No training yet';
  return `Training loss. ${runs.map((run) => `${runName(run)}: ${formatNumber(lossNow(run), 4)}`).join('; ')}`;
}

/** The size of an element in CSS pixels, as it changes. */
function useSize(element: { readonly current: HTMLElement | null }): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const observed = element.current;
    if (!observed) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: observed.clientWidth, height: observed.clientHeight }));
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
