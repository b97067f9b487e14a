/** The Plotly figure of a landscape: axes and labelled contour lines over a transparent page; nothing that moves. */
import type { Landscape } from '../types';
import { axisTicks, type AxisTitles } from './axes';
import { PLOT_FAMILY } from './canvas';
import { heightOf, type HeightMap, type Levels } from './levels';
import type { PlotColors } from './palette';
import type { Margins, Scale } from './scale';
import { tickLabel } from './ticks';

export interface ContourFigure {
  readonly data: readonly Record<string, unknown>[];
  readonly layout: Record<string, unknown>;
}

interface FigureInput {
  readonly landscape: Landscape;
  readonly map: HeightMap;
  readonly levels: Levels;
  readonly scales: { readonly x: Scale; readonly y: Scale };
  readonly margins: Margins;
  readonly size: { readonly width: number; readonly height: number };
  readonly titles: AxisTitles;
  readonly colors: PlotColors;
}

/** Builds data and layout. Ticks are ours, so that the axes drawn before Plotly came do not jump. */
export function contourFigure(input: FigureInput): ContourFigure {
  const { margins, size, scales, titles, colors } = input;
  const axis = (scale: Scale, title: string, pixelsPerTick: number): Record<string, unknown> => {
    const ticks = axisTicks(scale, pixelsPerTick);
    return {
      range: [...scale.domain],
      tickmode: 'array',
      tickvals: ticks,
      ticktext: ticks.map(tickLabel),
      tickfont: { size: 11, color: colors.inkSoft },
      title: { text: title, font: { size: 12, color: colors.ink, weight: 500 }, standoff: 10 },
      showgrid: false,
      zeroline: false,
      ticks: 'outside',
      ticklen: 4,
      tickcolor: colors.inkSoft,
      showline: true,
      mirror: true,
      linecolor: colors.inkSoft,
      linewidth: 1,
      automargin: false,
      fixedrange: true,
    };
  };
  return {
    data: [contourTrace(input)],
    layout: {
      width: size.width,
      height: size.height,
      margin: { l: margins.left, r: margins.right, t: margins.top, b: margins.bottom, pad: 0, autoexpand: false },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: PLOT_FAMILY },
      showlegend: false,
      hovermode: false,
      dragmode: false,
      xaxis: axis(scales.x, titles.x, 90),
      yaxis: axis(scales.y, titles.y, 55),
    },
  };
}

function contourTrace({ landscape, map, levels, colors }: FigureInput): Record<string, unknown> {
  const { width, height, xRange, yRange, values } = landscape;
  const coordinate = (range: readonly [number, number], count: number, i: number): number =>
    range[0] + (i / Math.max(1, count - 1)) * (range[1] - range[0]);
  const columns = thinned(width);
  const rows = thinned(height);
  const z = rows.map((row) =>
    columns.map((column) => {
      const h = heightOf(map, values[row * width + column]!);
      return Number.isNaN(h) ? null : h;
    }),
  );
  return {
    type: 'contour',
    x: columns.map((column) => coordinate(xRange, width, column)),
    y: rows.map((row) => coordinate(yRange, height, row)),
    z,
    autocontour: false,
    connectgaps: false,
    hoverinfo: 'skip',
    contours: {
      start: levels.start,
      end: levels.end,
      size: levels.size,
      coloring: 'lines',
      showlabels: true,
      labelfont: { size: 10, color: colors.contour },
    },
    colorscale: [
      [0, colors.contour],
      [1, colors.contour],
    ],
    line: { width: 0.75, smoothing: 0.7 },
    opacity: 0.85,
    ...labelledBar(levels),
  };
}

/** Contours of more than about 160 grid lines a side cost Plotly time that nobody sees: both ends are kept. */
function thinned(count: number): number[] {
  const parts = Math.min(count - 1, 160);
  return Array.from({ length: parts + 1 }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, parts)));
}

/** Plotly writes contour labels through the color bar's axis: an invisible bar carries our texts. */
function labelledBar(levels: Levels): Record<string, unknown> {
  return {
    showscale: true,
    colorbar: {
      x: 0.5,
      thickness: 1,
      len: 0.02,
      tickmode: 'array',
      tickvals: levels.heights,
      ticktext: levels.labels,
    },
  };
}
