/** A list of numbers typed with commas or spaces; one number stands for all of them when the length is fixed. */
import { useState } from 'react';
import { exactNumber, parseNumber } from '../format';

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

/** The numbers in a text, null when it is empty, or what is wrong with it. */
export function parseVector(text: string, length?: number): readonly number[] | null | string {
  const parts = text
    .replaceAll(/[[\]();]/g, ' ')
    .split(/[\s,]+/)
    .filter(Boolean);
  if (parts.length === 0) return null;
  const values = parts.map(parseNumber);
  const wrong = values.findIndex((value) => value === null);
  if (wrong >= 0) return `“${parts[wrong]}” is not a number`;
  const numbers = values as number[];
  if (length === undefined || numbers.length === length) return numbers;
  if (numbers.length === 1) return Array.from({ length }, () => numbers[0]!);
  return `Needs ${length} numbers, or one for all; got ${numbers.length}`;
}
