/** A formula typeset by KaTeX, whose chunk loads when the first formula is shown. */
import { useEffect, useState } from 'react';

/** The formula of a problem; until KaTeX is there its room is kept free. */
export function Formula({ latex, title }: { readonly latex: string; readonly title: string }) {
  const html = useTypeset(latex);
  if (html === null) return <div className="formula" role="img" aria-label={`Formula of ${title}`} />;
  // KaTeX's output for the catalogue's own constant text, with `trust` off: no markup of a user reaches this.
  return <div className="formula" dangerouslySetInnerHTML={{ __html: html }} />;
}

function useTypeset(latex: string): string | null {
  const [typeset, setTypeset] = useState<{ readonly latex: string; readonly html: string } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void import('./katex').then(({ typeset: render }) => {
      if (isCurrent) setTypeset({ latex, html: render(latex) });
    });
    return () => {
      isCurrent = false;
    };
  }, [latex]);
  return typeset?.latex === latex ? typeset.html : null;
}
