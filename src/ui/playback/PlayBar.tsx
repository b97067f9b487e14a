/** The timeline: play, scrub, step, speed. The slider is moved by the clock, not by React. */
import { useEffect, useRef } from 'react';
import { formatCount } from '../format';
import { IconButton } from '../parts/IconButton';
import { Select } from '../parts/Select';
import { playbackStore, usePlayback } from '../stores';
import { registerPainter } from './clock';

const speeds = ['0.25', '0.5', '1', '2', '4', '8'].map((value) => ({ value, label: `${value}×` }));

/** See the file's header. */
export function PlayBar() {
  const isPlaying = usePlayback((state) => state.playing);
  const speed = usePlayback((state) => state.speed);
  const length = usePlayback((state) => state.length);
  const isEmpty = length === 0;
  return (
    <fieldset className="playbar" aria-label="Playback" data-testid="playbar">
      <IconButton
        icon="back"
        label="One iteration back"
        keys="←"
        side="top"
        disabled={isEmpty}
        onClick={() => playbackStore.getState().stepBy(-1)}
      />
      <IconButton
        icon={isPlaying ? 'pause' : 'play'}
        label={isPlaying ? 'Pause' : 'Play'}
        keys="Space"
        side="top"
        className="play-button"
        disabled={isEmpty}
        onClick={() => playbackStore.getState().toggle()}
      />
      <IconButton
        icon="step"
        label="One iteration forward"
        keys="→"
        side="top"
        disabled={isEmpty}
        onClick={() => playbackStore.getState().stepBy(1)}
      />
      <Timeline length={length} />
      <Select
        label="Playback speed"
        size="small"
        value={String(speed)}
        items={speeds}
        onChange={(value) => playbackStore.getState().setSpeed(Number(value))}
      />
    </fieldset>
  );
}

function Timeline({ length }: { readonly length: number }) {
  const slider = useRef<HTMLInputElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const painter = registerPainter(() => {
      const { position, length: end } = playbackStore.getState();
      const input = slider.current;
      if (!input || !readout.current) return;
      input.value = String(position);
      input.style.setProperty('--share', String(end > 0 ? position / end : 0));
      const text = `${formatCount(Math.floor(position))} / ${formatCount(end)}`;
      if (readout.current.textContent === text) return;
      readout.current.textContent = text;
      input.setAttribute('aria-valuetext', `iteration ${Math.floor(position)} of ${end}`);
    });
    const stop = playbackStore.subscribe(() => painter.invalidate());
    return () => {
      stop();
      painter.dispose();
    };
  }, []);
  return (
    <>
      <input
        ref={slider}
        type="range"
        className="timeline"
        aria-label="Iteration"
        min={0}
        max={Math.max(1, length)}
        step="any"
        defaultValue={0}
        disabled={length === 0}
        onKeyDown={(event) => {
          // With step="any" the browser's own step for arrow keys is a percentage: here it is one iteration.
          const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          playbackStore.getState().stepBy(by);
        }}
        onInput={(event) => {
          const playback = playbackStore.getState();
          playback.pause();
          playback.seek(Number(event.currentTarget.value));
        }}
      />
      <span className="readout numeric">
        <span className="readout-label">iteration </span>
        <span ref={readout}>0 / 0</span>
      </span>
    </>
  );
}
