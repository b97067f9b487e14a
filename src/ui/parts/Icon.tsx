/** The app's icons: one 16-pixel grid, 1.5-pixel strokes, drawn in the text's color. Decorative: names sit beside them. */

const paths = {
  play: 'M5 3.2v9.6a.4.4 0 0 0 .62.34l7.3-4.8a.4.4 0 0 0 0-.68l-7.3-4.8A.4.4 0 0 0 5 3.2Z',
  pause: 'M5.25 3.25v9.5M10.75 3.25v9.5',
  stop: 'M4 4h8v8H4Z',
  step: 'M4 3.5v9l6-4.5ZM12.25 3.5v9',
  back: 'M12 3.5v9L6 8ZM3.75 3.5v9',
  download: 'M8 2.5v7.5M4.75 7 8 10.25 11.25 7M3 13.25h10',
  upload: 'M8 10.25V2.75M4.75 6 8 2.75 11.25 6M3 13.25h10',
  link: 'M6.75 9.25a2.75 2.75 0 0 0 3.9 0l2-2a2.76 2.76 0 0 0-3.9-3.9l-.9.9M9.25 6.75a2.75 2.75 0 0 0-3.9 0l-2 2a2.76 2.76 0 0 0 3.9 3.9l.9-.9',
  check: 'M3 8.5 6.5 12 13 4.5',
  undo: 'M5.5 3 2.75 5.75 5.5 8.5M3 5.75h6.25a3.75 3.75 0 0 1 0 7.5H6',
  redo: 'M10.5 3l2.75 2.75L10.5 8.5M13 5.75H6.75a3.75 3.75 0 0 0 0 7.5H10',
  sun: 'M8 5.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5ZM8 1.25v1.5M8 13.25v1.5M1.25 8h1.5M13.25 8h1.5M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M3.2 12.8l1.1-1.1M11.7 4.3l1.1-1.1',
  moon: 'M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6Z',
  screen: 'M2.25 3.25h11.5v7.5H2.25ZM5.5 13.25h5M8 10.75v2.5',
  search: 'M7 2.75a4.25 4.25 0 1 0 0 8.5 4.25 4.25 0 0 0 0-8.5ZM10.1 10.1l3.4 3.4',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  chevron: 'M4 6l4 4 4-4',
  up: 'M4 10l4-4 4 4',
  eye: 'M1.75 8S4 3.75 8 3.75 14.25 8 14.25 8 12 12.25 8 12.25 1.75 8 1.75 8ZM8 6.25a1.75 1.75 0 1 0 0 3.5 1.75 1.75 0 0 0 0-3.5Z',
  eyeOff:
    'M6.2 4A6 6 0 0 1 8 3.75C12 3.75 14.25 8 14.25 8a11 11 0 0 1-1.7 2.2M4 5.1A10.5 10.5 0 0 0 1.75 8S4 12.25 8 12.25c1.1 0 2.1-.32 2.9-.770M2.5 2.5l11 11',
  home: 'M3.25 5.75v-2.5h2.5M10.25 3.25h2.5v2.5M12.75 10.25v2.5h-2.5M5.75 12.75h-2.5v-2.5',
  table: 'M2.5 3.25h11v9.5h-11ZM2.5 6.5h11M6.5 6.5v6.25',
  arrows: 'M2.75 8h8.5M8 4.5 11.5 8 8 11.5',
  levels: 'M2 11.5c3 0 3-6 6-6s3 6 6 6M2 13.75h12M4.5 3h7',
  sliders:
    'M2.5 5h6M12 5h1.5M10.25 3.25a1.75 1.75 0 1 0 0 3.5 1.75 1.75 0 0 0 0-3.5ZM2.5 11H4M7.5 11h6M5.75 9.25a1.75 1.75 0 1 0 0 3.5 1.75 1.75 0 0 0 0-3.5Z',
  help: 'M5.75 6a2.25 2.25 0 1 1 3.3 2c-.7.37-1.05.85-1.05 1.6M8 12.1v.1',
  reset: 'M3 8a5 5 0 1 1 1.6 3.66M3 4.5V8h3.5',
  warning: 'M8 2.5 14 13H2ZM8 6.5v3M8 11.25v.1',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  gallery: 'M2.5 2.75h4.5v4.5h-4.5ZM9 2.75h4.5v4.5H9ZM2.5 9h4.5v4.5h-4.5ZM9 9h4.5v4.5H9Z',
  code: 'M5.25 4.25 1.75 8l3.5 3.75M10.75 4.25 14.25 8l-3.5 3.75M9 3 7 13',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8Z',
} as const;

export type IconName = keyof typeof paths;

/** One icon; hidden from assistive technology. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  const isFilled = name === 'play' || name === 'stop';
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill={isFilled ? 'currentColor' : 'none'} />
    </svg>
  );
}
