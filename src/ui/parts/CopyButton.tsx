/** A button that puts a text on the clipboard and says so. */
import { useEffect, useState } from 'react';
import { Icon } from './Icon';

const SHOWN_MILLISECONDS = 1600;

/** @param label  what is copied, for its name: Copy LaTeX of the loss */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  };
  return (
    <button type="button" className="button button-small" aria-label={`Copy ${label}`} onClick={copy}>
      <Icon name={outcome === 'copied' ? 'check' : 'copy'} size={14} />
      <output>{outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'Not allowed' : 'Copy'}</output>
    </button>
  );
}
