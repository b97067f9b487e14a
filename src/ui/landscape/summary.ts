/** The landscape in a sentence or two, for those who do not see it. */
import { useMemo } from 'react';
import { formatNumber, formatPoint } from '../format';
import { rangeOf } from '../plots/grid';
import { limitPicture } from '../plots/limits';
import { coordinateTitle, useApp } from '../stores';
import type { AppState, Landscape } from '../types';

/** What the picture shows: the box, the range of f, holes, the start point and the known minima. */
export function useLandscapeSummary(): string {
  const landscape = useApp((state) => state.landscape);
  const x0 = useApp((state) => state.x0);
  const minima = useApp((state) => state.problem.minima);
  const loss = useApp((state) => state.compile.loss);
  const bounds = useApp((state) => state.bounds);
  return useMemo(() => {
    if (!landscape) return 'No landscape yet.';
    const name = (axis: number): string => coordinateTitle(loss, axis);
    const { least, most, holes } = rangeOf(landscape);
    const interval = ([lo, hi]: readonly [number, number]): string =>
      `${formatNumber(lo, 4)} to ${formatNumber(hi, 4)}`;
    const isCurve = landscape.height === 1;
    return [
      isCurve
        ? `Curve of f over ${name(0)} from ${interval(landscape.xRange)}.`
        : `Contour plot of f over ${name(landscape.axes[0])} from ${interval(landscape.xRange)} and ${name(landscape.axes[1])} from ${interval(landscape.yRange)}.`,
      least <= most
        ? `f lies between ${formatNumber(least, 4)} and ${formatNumber(most, 4)}.`
        : 'f has no finite value here.',
      holes > 0 ? `${Math.round((100 * holes) / landscape.values.length)} percent of it is not a finite number.` : '',
      limitsText(landscape, bounds),
      `Start point ${formatPoint(x0)}.`,
      minima.length > 0 ? `Known minima: ${minima.map((minimum) => formatPoint(minimum.x)).join(', ')}.` : '',
    ]
      .filter(Boolean)
      .join(' ');
  }, [landscape, x0, minima, loss, bounds]);
}

/** How much of the picture bounds and constraints rule out, and which constraints. */
function limitsText(landscape: Landscape, bounds: AppState['bounds']): string {
  const limits = limitPicture(landscape, bounds);
  if (!limits) return '';
  const texts = [...new Set(limits.curves.map(({ text }) => text))];
  const share = `${Math.round(100 * limits.share)} percent of it is ruled out`;
  return texts.length === 0 ? `${share} by the bounds.` : `${share}. Constraints: ${texts.join('; ')}.`;
}
