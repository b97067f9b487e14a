/** One small picture on a canvas of its own size, enlarged by CSS: a digit in ink, or weights in two colors. */
import { useEffect, useRef } from 'react';
import { parseHex } from '../plots/color';
import { plotColors, runStyle, type Theme } from '../plots/palette';
import { useTheme } from '../theme';

/** Strength of each pixel in [−1, 1]; negative ones are drawn in the second color. */
export type Strengths = (pixel: number) => number;

interface DigitImageProps {
  readonly side: number;
  readonly strengths: Strengths;
  readonly kind: 'ink' | 'weights';
  readonly label: string;
}

/** See the file's header. */
export function DigitImage({ side, strengths, kind, label }: DigitImageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) context.putImageData(paint(side, strengths, colorsOf(kind, theme)), 0, 0);
  }, [side, strengths, kind, theme]);
  return (
    <>
      <canvas ref={canvas} className="digit-image" width={side} height={side} aria-hidden="true" />
      <span className="visually-hidden">{label}</span>
    </>
  );
}

type Pair = readonly [string, string];

function colorsOf(kind: DigitImageProps['kind'], theme: Theme): Pair {
  const { ink } = plotColors(theme);
  return kind === 'ink' ? [ink, ink] : [runStyle(0, theme).color, runStyle(1, theme).color];
}

function paint(side: number, strengths: Strengths, colors: Pair): ImageData {
  const image = new ImageData(side, side);
  const [above, below] = [parseHex(colors[0]), parseHex(colors[1])];
  for (let pixel = 0; pixel < side * side; pixel++) {
    const strength = strengths(pixel);
    const [r, g, b] = strength < 0 ? below : above;
    image.data.set([r, g, b, Math.round(255 * Math.min(1, Math.abs(strength)))], 4 * pixel);
  }
  return image;
}
