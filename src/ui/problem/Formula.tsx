/** A formula typeset by KaTeX, whose chunk loads when the first formula is shown. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

interface FormulaProps {
  readonly latex: string;
  /** lines break at operators instead of shrinking and scrolling */
  readonly wraps?: boolean;
}

/** A formula; until KaTeX is there its room is kept free. */
export function Formula({ latex, wraps = false }: FormulaProps) {
  const html = useTypeset(latex, wraps);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const fit = (): void => fitToWidth(element);
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    // KaTeX's fonts change the width when they come.
    void document.fonts.ready.then(fit);
    return () => observer.disconnect();
  }, [html]);
  if (html === null) return <div className="formula" />;
  // KaTeX's output, with `trust` off, for the catalogue's own text or for what the printer made of a program: names of
  // a user arrive there as letters of a formula, never as commands or markup.
  return <div ref={box} className="formula" dangerouslySetInnerHTML={{ __html: html }} />;
}

/** Shrinks a formula that is wider than its column, down to three quarters; a longer one scrolls. */
function fitToWidth(box: HTMLDivElement): void {
  box.style.fontSize = '';
  const share = box.clientWidth / box.scrollWidth;
  if (share < 1) box.style.fontSize = `${Math.max(0.75, share * 0.98)}em`;
}

function useTypeset(latex: string, wraps: boolean): string | null {
  const [typeset, setTypeset] = useState<{ readonly latex: string; readonly html: string } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void import('./katex').then(({ typeset: render }) => {
      if (isCurrent) setTypeset({ latex, html: render(latex, wraps) });
    });
    return () => {
      isCurrent = false;
    };
  }, [latex, wraps]);
  return typeset?.latex === latex ? typeset.html : null;
}
