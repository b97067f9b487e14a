/** The landscape's frame: its tools, the stage moved into place, its states and its words. */
import { useLayoutEffect, useRef } from 'react';
import { CurveReadout } from './CurveReadout';
import { LandscapeFooter } from './LandscapeFooter';
import { LandscapeState } from './LandscapeState';
import { LandscapeTools } from './LandscapeTools';
import { useLandscapeSummary } from './summary';
import { landscapeElement, SUMMARY_ID } from './the-stage';

/** See the file's header. */
export function LandscapePanel() {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => frame.current?.prepend(landscapeElement()), []);
  return (
    <section className="panel" aria-labelledby="landscape-heading">
      <div className="panel-head">
        <h2 id="landscape-heading">Landscape</h2>
        <LandscapeTools />
      </div>
      <div ref={frame} className="stage-frame">
        <LandscapeState />
      </div>
      <Summary />
      <CurveReadout />
      <LandscapeFooter />
    </section>
  );
}

function Summary() {
  return (
    <p id={SUMMARY_ID} className="visually-hidden">
      {useLandscapeSummary()}
    </p>
  );
}
