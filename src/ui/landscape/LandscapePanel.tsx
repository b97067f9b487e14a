/** The landscape: its frame, its layers and its states. Part of the first chunk: it must not import heavy parts. */
import { useEffect, useId, useRef } from 'react';
import { useApp, useView } from '../stores';
import { LazyLandscapeFooter, LazyLandscapeTools } from '../lazy';
import { LandscapeState } from './LandscapeState';
import { attachPointer } from './pointer';
import { LandscapeStage } from './stage';
import { useLandscapeSummary } from './summary';

/** See the file's header. */
export function LandscapePanel() {
  const host = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLCanvasElement>(null);
  const contours = useRef<HTMLDivElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const stage = useRef<LandscapeStage | null>(null);
  const summaryId = useId();
  const isStale = useApp((state) => state.compile.status === 'error' && state.landscape !== null);
  const isHovering = useView((state) => state.hover !== null);

  useEffect(() => {
    if (!host.current || !field.current || !contours.current || !overlay.current) return;
    const made = new LandscapeStage({
      host: host.current,
      field: field.current,
      contours: contours.current,
      overlay: overlay.current,
    });
    stage.current = made;
    const detach = attachPointer(made);
    return () => {
      detach();
      made.dispose();
    };
  }, []);

  return (
    <section className="panel" aria-labelledby="landscape-heading">
      <div className="panel-head">
        <h2 id="landscape-heading">Landscape</h2>
        <LazyLandscapeTools />
      </div>
      <div ref={host} className="stage" data-testid="landscape" data-stale={isStale} data-hovering={isHovering}>
        <canvas ref={field} className="layer" aria-hidden="true" />
        <div ref={contours} className="layer contours" aria-hidden="true" />
        <canvas
          ref={overlay}
          className="layer overlay"
          // No HTML element is a plane with a point in it: the canvas itself takes focus and arrow keys.
          // oxlint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role
          role="application"
          aria-label="Landscape. Arrow keys move the start point, plus and minus zoom, 0 shows the whole domain."
          aria-describedby={summaryId}
          tabIndex={0}
        />
        <LandscapeState />
      </div>
      <Summary id={summaryId} />
      <LazyLandscapeFooter />
    </section>
  );
}

function Summary({ id }: { readonly id: string }) {
  return (
    <p id={id} className="visually-hidden">
      {useLandscapeSummary()}
    </p>
  );
}
