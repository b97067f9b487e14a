/** Box bounds: off, or lower and upper per coordinate; an empty field is no bound on that side. */
import { useId } from 'react';
import { NumberField } from '../parts/NumberField';
import { appStore, useApp } from '../stores';
import type { AppState } from '../types';

type Bounds = NonNullable<AppState['bounds']>;
type Pair = Bounds[number];

const MOST_ROWS = 6;

/** See the file's header. */
export function BoundsFields() {
  const bounds = useApp((state) => state.bounds);
  const domain = useApp((state) => state.problem.domain);
  const id = useId();
  const setBounds = (next: Bounds | null): void => appStore.getState().setBounds(next);
  return (
    <div className="bounds">
      <label className="switch" htmlFor={id}>
        <input
          id={id}
          type="checkbox"
          checked={bounds !== null}
          onChange={(event) => setBounds(event.target.checked ? domain.map(([lo, hi]): Pair => [lo, hi]) : null)}
        />
        <span className="switch-track" aria-hidden="true" />
        <span>
          Bounds <span className="section-note">for methods that take them</span>
        </span>
      </label>
      {bounds === null ? null : bounds.length <= MOST_ROWS ? (
        bounds.map((pair, i) => (
          <BoundRow
            // A coordinate is its index.
            key={i}
            index={i}
            pair={pair}
            onChange={(next) => setBounds(bounds.map((old, k) => (k === i ? next : old)))}
          />
        ))
      ) : (
        <BoundRow
          index={null}
          pair={bounds[0] ?? [null, null]}
          onChange={(next) => setBounds(bounds.map(() => next))}
        />
      )}
    </div>
  );
}

interface BoundRowProps {
  /** null: one row for all coordinates */
  readonly index: number | null;
  readonly pair: Pair;
  readonly onChange: (pair: Pair) => void;
}

function BoundRow({ index, pair: [lo, hi], onChange }: BoundRowProps) {
  const name = useApp((state) =>
    index === null ? 'every coordinate' : (state.compile.loss?.names[index] ?? `x${index + 1}`),
  );
  return (
    <fieldset className="bound-row" aria-label={`Bounds of ${name}`}>
      <NumberField
        label={`Lower bound of ${name}`}
        hideLabel
        allowEmpty
        value={lo}
        placeholder="−∞"
        onCommit={(value) => onChange([value, hi])}
      />
      <span className="bound-name">≤ {name} ≤</span>
      <NumberField
        label={`Upper bound of ${name}`}
        hideLabel
        allowEmpty
        value={hi}
        placeholder="∞"
        onCommit={(value) => onChange([lo, value])}
      />
    </fieldset>
  );
}
