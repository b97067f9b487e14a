// Plotly ships types for its full bundle only; a custom bundle is assembled from these files.
declare module 'plotly.js/lib/core' {
  import type * as PlotlyTypes from 'plotly.js';
  const Plotly: typeof PlotlyTypes & { register(modules: readonly unknown[]): void };
  export default Plotly;
}
declare module 'plotly.js/lib/contour' {
  const contour: unknown;
  export default contour;
}
declare module 'plotly.js/lib/scatter' {
  const scatter: unknown;
  export default scatter;
}
