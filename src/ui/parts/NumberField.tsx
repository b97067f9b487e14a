/**
 * A number typed as text. It keeps what the person types until Enter or leaving the field, refuses what is not a
 * number with a reason, and shows every digit of the value in force.
 */
import { useState, type KeyboardEvent } from 'react';
import { exactNumber, parseNumber } from '../format';

interface NumberFieldProps {
  readonly label: string;
  readonly value: number | null;
  readonly placeholder?: string;
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** whether an empty field means something (the default, no bound) */
  readonly allowEmpty?: boolean;
  readonly onCommit: (value: number | null) => void;
  readonly hideLabel?: boolean;
  readonly id?: string;
  readonly describedBy?: string;
}

/** See the file's header. */
export function NumberField(props: NumberFieldProps) {
  const { label, value, placeholder, allowEmpty = false, onCommit, hideLabel = false, id, describedBy } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? (value === null ? '' : exactNumber(value));
  const complaint = draft === null ? null : complain(draft, props);
  const commit = (): void => {
    if (draft === null) return;
    if (!complaint) {
      const next = draft.trim() === '' ? null : parseNumber(draft);
      if (next !== value) onCommit(next);
    }
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
    <label className="field">
      <span className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</span>
      <input
        id={id}
        type="text"
        inputMode="text"
        className="input numeric"
        autoComplete="off"
        spellCheck={false}
        value={shown}
        placeholder={placeholder}
        aria-invalid={complaint !== null}
        aria-describedby={describedBy}
        title={complaint ?? undefined}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      {complaint && !(allowEmpty && draft === '') ? (
        <span className="field-error" role="alert">
          {complaint}
        </span>
      ) : null}
    </label>
  );
}

function complain(text: string, { integer, min, max, allowEmpty }: NumberFieldProps): string | null {
  if (text.trim() === '') return allowEmpty ? null : 'Needs a number';
  const value = parseNumber(text);
  if (value === null) return 'Not a number';
  if (integer && !Number.isInteger(value)) return 'Needs a whole number';
  if (min !== undefined && value < min) return `At least ${min}`;
  if (max !== undefined && value > max) return `At most ${max}`;
  return null;
}
