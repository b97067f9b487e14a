/** The number of variables, where the loss leaves it open. */
import { useState } from 'react';
import { Icon } from '../parts/Icon';
import { appStore, catalogue, useApp } from '../stores';

const LARGEST = 10_000;

/** A stepper for n; nothing for losses whose n is fixed. */
export function Dimension() {
  const n = useApp((state) => state.problem.n);
  const isOpen = useApp((state) => {
    const entry = catalogue.find((problem) => problem.id === state.problem.problemId);
    return entry ? entry.n === 'any' : (state.compile.loss?.anyN ?? false);
  });
  const [draft, setDraft] = useState<string | null>(null);
  if (!isOpen) return <span className="section-aside numeric">n = {n}</span>;
  const set = (next: number): void => appStore.getState().setDimension(Math.min(LARGEST, Math.max(1, next)));
  const commit = (): void => {
    const next = Number(draft);
    if (draft !== null && Number.isInteger(next) && next >= 1) set(next);
    setDraft(null);
  };
  return (
    <fieldset className="stepper" aria-label="Number of variables">
      <button type="button" aria-label="Fewer variables" disabled={n <= 1} onClick={() => set(n - 1)}>
        <Icon name="minus" size={12} />
      </button>
      <label>
        <span aria-hidden="true">n&#8239;=</span>
        <input
          type="text"
          inputMode="numeric"
          aria-label="Number of variables"
          className="numeric"
          value={draft ?? String(n)}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'ArrowUp') set(n + 1);
            if (event.key === 'ArrowDown') set(n - 1);
          }}
        />
      </label>
      <button type="button" aria-label="More variables" disabled={n >= LARGEST} onClick={() => set(n + 1)}>
        <Icon name="plus" size={12} />
      </button>
    </fieldset>
  );
}
