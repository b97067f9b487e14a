/** What the catalogue knows of a problem: formula, domain, known minima, where it comes from. */
import { formatNumber, formatPoint } from '../format';
import { catalogue, useApp } from '../stores';
import type { StudyProblem } from '../types';
import { constraintLabel } from '../plots/limits';
import { superscript } from '../plots/ticks';
import { Formula } from './Formula';

/** Shown for catalogue problems only. */
export function ProblemFacts() {
  const problem = useApp((state) => state.problem);
  const entry = catalogue.find((candidate) => candidate.id === problem.problemId);
  if (!entry) return null;
  return (
    <div className="facts">
      <Formula latex={entry.latex} />
      <p className="facts-note">{entry.description}</p>
      <dl className="facts-list">
        <dt>Domain</dt>
        <dd className="numeric">{domainText(problem)}</dd>
        {entry.constraints ? (
          <>
            <dt>Subject to</dt>
            <dd className="numeric">{entry.constraints.map(constraintLabel).join(', ')}</dd>
          </>
        ) : null}
        <dt>{problem.minima.length > 1 ? `${problem.minima.length} minima` : 'Minimum'}</dt>
        <dd className="numeric">{minimaText(problem)}</dd>
        <dt>Source</dt>
        <dd className="facts-citation">{entry.citation}</dd>
      </dl>
    </div>
  );
}

function domainText({ domain, n }: StudyProblem): string {
  const interval = ([lo, hi]: readonly [number, number]): string => `[${formatNumber(lo, 4)}, ${formatNumber(hi, 4)}]`;
  const first = domain[0];
  if (!first) return '—';
  const isCube = domain.every(([lo, hi]) => lo === first[0] && hi === first[1]);
  if (isCube) return n === 1 ? interval(first) : `${interval(first)}${superscript(n)}`;
  return domain.slice(0, 3).map(interval).join(' × ') + (n > 3 ? ' × …' : '');
}

function minimaText({ minima }: StudyProblem): string {
  const first = minima[0];
  if (!first) return 'not known here';
  const points = minima.slice(0, 4).map((minimum) => formatPoint(minimum.x));
  return `f* = ${formatNumber(first.fun, 6)} at ${points.join(', ')}${minima.length > 4 ? ', …' : ''}`;
}
