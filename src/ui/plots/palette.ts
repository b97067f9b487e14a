/**
 * The look of a method on every plot: color, dash and marker together, never color alone. Hues follow Okabe and Ito
 * (2008). Lightness and chroma were found by a random search that keeps 3:1 against the page and the whole landscape,
 * and holds all pairs apart for normal, protan and deutan eyes; palette.test.ts keeps it so.
 */

export type Theme = 'light' | 'dark';
export type MarkerKind = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'plus' | 'hexagon' | 'wedge';

export interface RunStyle {
  readonly color: string;
  /** canvas and SVG dash pattern in pixels; empty: solid */
  readonly dash: readonly number[];
  readonly marker: MarkerKind;
}

/** Everything that a canvas cannot read from CSS. */
export interface PlotColors {
  readonly page: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly grid: string;
  /** halo around lines, so that they stand off the landscape */
  readonly halo: string;
  readonly contour: string;
  /** landscape ramp from the valley floor to the heights */
  readonly ramp: readonly string[];
  readonly hatch: string;
  readonly hatchPage: string;
  readonly accent: string;
}

const lightColors = ['#045f91', '#9f440e', '#006d4b', '#982d7a', '#653e00', '#463ea9', '#9a1525', '#34383b'];
const darkColors = ['#94d5fc', '#fea158', '#3cd196', '#f49cce', '#f1cb48', '#b9adfe', '#ff9e94', '#e1e6e9'];
const dashes: readonly (readonly number[])[] = [
  [],
  [9, 4],
  [2, 3.5],
  [10, 3.5, 2, 3.5],
  [5, 3],
  [14, 4],
  [10, 3, 2, 3, 2, 3],
  [3, 2],
];
const markers: readonly MarkerKind[] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus', 'hexagon', 'wedge'];

/** How many methods are told apart by color alone; later ones repeat colors with another dash and marker. */
export const PALETTE_SIZE = lightColors.length;

/** The look of palette entry `index` ≥ 0. */
export function runStyle(index: number, theme: Theme): RunStyle {
  const colors = theme === 'dark' ? darkColors : lightColors;
  const turn = Math.floor(index / PALETTE_SIZE);
  const at = (offset: number): number => (index + offset * turn) % PALETTE_SIZE;
  return { color: colors[at(0)]!, dash: dashes[at(3)]!, marker: markers[at(5)]! };
}

/** Canvas colors of a theme; they repeat the tokens of styles/tokens.css. */
export function plotColors(theme: Theme): PlotColors {
  return theme === 'dark' ? darkPlot : lightPlot;
}

const lightPlot: PlotColors = {
  page: '#fdfdfb',
  ink: '#1b2225',
  inkSoft: '#566067',
  grid: '#e4e3de',
  halo: '#ffffff',
  contour: '#37616b',
  ramp: ['#8fbfc7', '#b4d2d1', '#d3e0d8', '#e8e9de', '#f4f1e9'],
  hatch: '#b9b4a8',
  hatchPage: '#efece5',
  accent: '#0d6372',
};

const darkPlot: PlotColors = {
  page: '#14191c',
  ink: '#e9edef',
  inkSoft: '#9aa6ac',
  grid: '#262e33',
  halo: '#0a0e10',
  contour: '#7fb6be',
  ramp: ['#1d5f6b', '#1a4a54', '#193840', '#182a31', '#161f24'],
  hatch: '#47525a',
  hatchPage: '#1b2125',
  accent: '#5fc9d5',
};
