/** The look of a method in small: a piece of its line with its dash, and its marker. */
import { markerPath } from '../plots/markers';
import { runStyle } from '../plots/palette';
import { useTheme } from '../theme';

/** See the file's header. Decorative: the method's name is always beside it. */
export function Swatch({ style, width = 30 }: { readonly style: number; readonly width?: number }) {
  const look = runStyle(style, useTheme());
  return (
    <svg className="swatch" width={width} height={14} viewBox={`0 0 ${width} 14`} aria-hidden="true" focusable="false">
      <path
        d={`M1,7H${width - 1}`}
        stroke={look.color}
        strokeWidth={2}
        strokeLinecap="round"
        strokeDasharray={look.dash.join(' ') || undefined}
      />
      <path
        d={markerPath(look.marker, 4.5)}
        transform={`translate(${width / 2} 7)`}
        fill={look.color}
        stroke="var(--surface)"
        strokeWidth={2}
        paintOrder="stroke"
      />
    </svg>
  );
}
