/** KaTeX and its style sheet, as a chunk of their own. */
import katex from 'katex';
import 'katex/dist/katex.min.css';

/** HTML for the eye and MathML for assistive technology. */
export function typeset(latex: string): string {
  return katex.renderToString(latex, { displayMode: true, fleqn: true, throwOnError: false, output: 'htmlAndMathml' });
}
