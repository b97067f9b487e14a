/** KaTeX and its style sheet, as a chunk of their own. */
import katex from 'katex';
import 'katex/dist/katex.min.css';

/** HTML for the eye and MathML for assistive technology.
 *  @param wraps  lines may break at operators, where there is no room */
export function typeset(latex: string, wraps: boolean): string {
  const display = { displayMode: true, fleqn: true } as const;
  return katex.renderToString(wraps ? `\\displaystyle ${latex}` : latex, {
    ...(wraps ? {} : display),
    throwOnError: false,
    output: 'htmlAndMathml',
  });
}
