/** Canvas housekeeping: sizes in CSS pixels, sharp on every screen. */

/** Sizes a canvas for the screen's pixel ratio and returns its context in CSS pixels, cleared. */
export function prepareCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser refused a 2-D canvas.');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** The page's family (--sans in styles/tokens.css) for canvases and Plotly. */
export const PLOT_FAMILY =
  'Inter, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", system-ui, sans-serif';

/** The font of everything written on a canvas. */
export const plotFont = (size: number, weight = 400): string => `${weight} ${size}px ${PLOT_FAMILY}`;
