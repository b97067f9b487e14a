/** A short text in a table: kept as typed until Enter or leaving the field, refused with a reason. */
import { useId, useState, type KeyboardEvent } from 'react';

interface TextCellProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  /** why a text cannot be taken, or null */
  readonly complain?: (text: string) => string | null;
  readonly onCommit: (text: string) => void;
  readonly isMono?: boolean;
}

/** See the file's header. */
export function TextCell({ label, value, placeholder, complain, onCommit, isMono = false }: TextCellProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const id = useId();
  const complaint = draft === null ? null : (complain?.(draft) ?? null);
  const commit = (): void => {
    if (draft !== null && complaint === null && draft.trim() !== value) onCommit(draft.trim());
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) commit();
    if (event.key === 'Escape' && draft !== null) {
      event.stopPropagation();
      setDraft(null);
    }
  };
  return (
    <span className="field">
      <input
        type="text"
        className={isMono ? 'input input-mono' : 'input'}
        aria-label={label}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={draft ?? value}
        placeholder={placeholder}
        aria-invalid={complaint !== null}
        aria-describedby={complaint === null ? undefined : id}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      {complaint === null ? null : (
        <span id={id} className="field-error" role="alert">
          {complaint}
        </span>
      )}
    </span>
  );
}
