/** A list of numbers typed with commas or spaces; one number stands for all of them when the length is fixed. */
import { useState } from 'react';
import { exactNumber } from '../format';
import { parseVector } from './vector';

interface VectorFieldProps {
  readonly label: string;
  readonly value: readonly number[] | null;
  /** required length; undefined: any */
  readonly length?: number;
  readonly placeholder?: string;
  readonly onCommit: (value: readonly number[] | null) => void;
  readonly hideLabel?: boolean;
}

/** See the file's header. An empty field commits null. */
export function VectorField({ label, value, length, placeholder, onCommit, hideLabel = false }: VectorFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const parsed = draft === null ? null : parseVector(draft, length);
  const complaint = typeof parsed === 'string' ? parsed : null;
  const commit = (): void => {
    if (draft !== null && typeof parsed !== 'string') onCommit(parsed);
    setDraft(null);
  };
  return (
    <label className="field">
      <span className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</span>
      <input
        type="text"
        className="input numeric"
        autoComplete="off"
        spellCheck={false}
        value={draft ?? value?.map(exactNumber).join(', ') ?? ''}
        placeholder={placeholder}
        aria-invalid={complaint !== null}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) commit();
        }}
      />
      {complaint ? (
        <span className="field-error" role="alert">
          {complaint}
        </span>
      ) : null}
    </label>
  );
}
