/** The ten rows of W as images: what speaks for a digit, and what against it. */
import { useMemo } from 'react';
import { useDigits } from '../stores';
import type { ModelView } from '../types';
import { DigitImage, type Strengths } from './DigitImage';

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** See the file's header. */
export function WeightImages() {
  const view = useDigits((state) => state.runs.find(({ order }) => order.id === state.shown)?.view ?? null);
  const side = useDigits((state) => state.opened!.side);
  const images = useMemo(() => imagesOf(view, side), [view, side]);
  return (
    <section className="digits-section" aria-labelledby="digits-weights">
      <h3 id="digits-weights">
        Weights <span className="digits-key" data-sign="for" />
        <span className="digits-key-word">for</span> <span className="digits-key" data-sign="against" />
        <span className="digits-key-word">against</span>
      </h3>
      <ul className="digits-weights">
        {digits.map((digit) => (
          <li key={digit}>
            <DigitImage side={side} strengths={images[digit]!} kind="weights" label={`Weights of ${digit}`} />
            <span aria-hidden="true">{digit}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** All on one scale: the 99.5th percentile of |w|, so that a few outliers do not fade the rest. */
function imagesOf(view: ModelView | null, side: number): readonly Strengths[] {
  const size = side * side;
  if (!view) return digits.map(() => () => 0);
  const sorted = Float64Array.from(view.x.subarray(0, 10 * size), Math.abs).sort();
  const full = sorted[Math.floor(0.995 * (sorted.length - 1))] || 1;
  return digits.map((digit) => (pixel) => view.x[digit * size + pixel]! / full);
}
