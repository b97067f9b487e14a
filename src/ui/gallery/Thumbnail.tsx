/** The loss of an example in small, drawn from values that the worker computed: a curve, or bands of equal height. */
import { useEffect, useRef, useState } from 'react';
import { sketches } from '../stores';
import { useTheme } from '../theme';
import type { Example, Landscape } from '../types';
import { drawSketch } from './sketch';

/** See the file's header. Decorative: the card's words say what it is. */
export function Thumbnail({ example }: { readonly example: Example }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [landscape, setLandscape] = useState<Landscape | null>(null);
  const theme = useTheme();
  useEffect(() => {
    let isWanted = true;
    void sketches.of(example).then((drawn) => isWanted && setLandscape(drawn));
    return () => void (isWanted = false);
  }, [example]);
  useEffect(() => {
    if (canvas.current && landscape) drawSketch(canvas.current, landscape, example, theme);
  }, [landscape, example, theme]);
  return <canvas ref={canvas} className="example-picture" data-drawn={landscape !== null} aria-hidden="true" />;
}
