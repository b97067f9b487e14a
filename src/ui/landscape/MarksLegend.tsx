/** What the marks of the methods on show mean: one entry for each kind of event among the visible runs. */
import type { ReactNode } from 'react';
import { useApp, useView } from '../stores';
import type { AppState, TraceEvent } from '../types';

/** What an entry stands for: a kind of event; jumps that only start a descent have no entry for the jump itself. */
type Kind = TraceEvent['type'] | 'descent' | 'start';

/** See the file's header. */
export function MarksLegend() {
  const hidden = useView((state) => state.hidden);
  // A string, so that the legend is not rendered with every chunk of a trace.
  const types = useApp((state) => typesOn(state, hidden));
  if (types === '') return null;
  const entries = new Map(types.split(' ').flatMap((type) => marks[type as Kind]));
  return Array.from(entries, ([text, glyph]) => (
    <span key={text}>
      <svg width="16" height="14" viewBox="0 0 16 14" fill="none" stroke="currentColor" aria-hidden="true">
        {glyph}
      </svg>
      {text}
    </span>
  ));
}

function typesOn({ runs, problem }: AppState, hidden: readonly string[]): string {
  const types = new Set<Kind>();
  if (problem.n === 1) return '';
  for (const { spec, trace } of runs) {
    if (hidden.includes(spec.id) || trace.n !== problem.n) continue;
    for (const { event } of trace.events) {
      if (event.type !== 'jump') types.add(event.type);
      else types.add('descent').add(event.stepSize > 0 ? 'jump' : 'start');
    }
  }
  return Array.from(types).join(' ');
}

const dot = <circle cx="8" cy="7" r="3" fill="currentColor" stroke="none" />;
const ring = <circle cx="8" cy="7" r="5.25" strokeWidth="1.5" />;
const line = <path d="M1 7h14" strokeWidth="1.5" />;

/** Words and glyphs by kind of event. */
const marks: Readonly<Record<Kind, readonly (readonly [string, ReactNode])[]>> = {
  simplex: [['simplex', <path key="g" d="M8 2l6 10H2z" strokeWidth="1.25" />]],
  population: [
    ['member', dot],
    [
      'best',
      <g key="g">
        {ring}
        <circle cx="8" cy="7" r="2.25" fill="currentColor" stroke="none" />
      </g>,
    ],
  ],
  jump: [['jump', <path key="g" d="M1 7h14" strokeWidth="1.75" strokeDasharray="0.5 4" strokeLinecap="round" />]],
  descent: [
    ['descent', line],
    ['accepted', dot],
    ['rejected', <path key="g" d="M5 4l6 6M11 4l-6 6" strokeWidth="1.5" />],
  ],
  start: [
    ['start', <circle key="g" cx="8" cy="7" r="2.5" strokeWidth="1.25" />],
    [
      'best so far',
      <g key="g">
        {ring}
        {dot}
      </g>,
    ],
  ],
  annealing: [
    ['state taken', dot],
    ['refused', <circle key="g" cx="8" cy="7" r="3.25" strokeWidth="1.25" />],
    ['visited', <rect key="g" x="7" y="6" width="2" height="2" fill="currentColor" stroke="none" />],
    [
      'temperature',
      <g key="g" stroke="none" fill="currentColor">
        <rect x="1" y="4.5" width="14" height="5" opacity="0.25" />
        <rect x="1" y="4.5" width="8" height="5" />
      </g>,
    ],
  ],
  complex: [
    ['complex', <path key="g" d="M2 12L8 2l6 10zM8 2v10" strokeWidth="1" />],
    ['minimizer pool', ring],
  ],
  rectangles: [
    ['rectangle', <path key="g" d="M1.5 1.5h13v11h-13zM6 1.5v11M10 1.5v11" strokeWidth="1" />],
    ['new', <rect key="g" x="2.5" y="2.5" width="11" height="9" fill="currentColor" fillOpacity="0.3" />],
  ],
  gaussian: [
    ['sample', dot],
    ['1σ and 2σ', <ellipse key="g" cx="8" cy="7" rx="6.5" ry="3.5" transform="rotate(-20 8 7)" strokeWidth="1.25" />],
    ['mean', <path key="g" d="M8 2.5v9M3.5 7h9" strokeWidth="2.25" />],
    ['its way', line],
  ],
};
