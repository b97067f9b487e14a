/** Under the landscape: what the marks mean, and where its numbers come from. */
import { formatSeconds } from '../format';
import { useApp, useView } from '../stores';
import { LimitsLegend } from './LimitsLegend';
import { MarksLegend } from './MarksLegend';

/** See the file's header. */
export function LandscapeFooter() {
  const landscape = useApp((state) => state.landscape);
  const hasMinima = useApp((state) => state.problem.minima.length > 0);
  const logLevels = useView((state) => state.logLevels);
  if (!landscape) return null;
  const isCurve = landscape.height === 1;
  return (
    <p className="panel-foot">
      <span>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <circle cx="7" cy="7" r="1.25" fill="currentColor" />
        </svg>
        start
      </span>
      {hasMinima ? (
        <span>
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <circle cx="7" cy="7" r="3.5" fill="none" stroke="currentColor" strokeWidth="1.25" />
            <path d="M7 .5v4M7 9.5v4M.5 7h4M9.5 7h4" stroke="currentColor" strokeWidth="1.25" />
          </svg>
          known minimum
        </span>
      ) : null}
      {isCurve ? <CurveLegend /> : null}
      <LimitsLegend />
      <MarksLegend />
      {isCurve ? null : (
        <span>{logLevels ? `levels of ${hasMinima ? 'f − f*' : 'f − least f shown'}` : 'levels of f'}</span>
      )}
      <span className="panel-foot-end numeric">
        {landscape.width}
        {isCurve ? '' : ` × ${landscape.height}`} points on {landscape.source} in{' '}
        {formatSeconds(landscape.milliseconds / 1000)}
      </span>
    </p>
  );
}

/** The marks of a run on a curve. */
function CurveLegend() {
  return (
    <>
      <span>
        <svg width="18" height="14" viewBox="0 0 18 14" fill="none" stroke="currentColor" aria-hidden="true">
          <path d="M1 12C4 2 9 2 17 5" strokeWidth="1" opacity="0.6" />
          <path d="M2 5.5 14 2.5" strokeWidth="2" />
        </svg>
        tangent
      </span>
      <span>
        <svg width="18" height="14" viewBox="0 0 18 14" fill="none" stroke="currentColor" aria-hidden="true">
          <path d="M1 3.5h13M11 1l3 2.5L11 6" strokeWidth="1.5" />
          <path d="M14 5v8" strokeWidth="1.5" strokeDasharray="1.5 2.5" strokeLinecap="round" />
        </svg>
        step
      </span>
    </>
  );
}
