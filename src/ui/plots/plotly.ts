/** The part of Plotly that the landscape needs, as a chunk of its own: it loads after the first picture. */
import Plotly from 'plotly.js/lib/core';
import contour from 'plotly.js/lib/contour';
import scatter from 'plotly.js/lib/scatter';

Plotly.register([contour, scatter]);

export default Plotly;
