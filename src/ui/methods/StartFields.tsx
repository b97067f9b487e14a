/** The start point x₀, by coordinate while there are few of them, as a list beyond. */
import { NumberField } from '../parts/NumberField';
import { VectorField } from '../parts/VectorField';
import { appStore, useApp } from '../stores';

const MOST_FIELDS = 4;

/** See the file's header. */
export function StartFields() {
  const x0 = useApp((state) => state.x0);
  const names = useApp((state) => state.compile.loss?.names);
  if (x0.length > MOST_FIELDS) {
    return (
      <VectorField
        label={`Start x₀ (${x0.length} numbers, or one for all)`}
        value={x0}
        length={x0.length}
        onCommit={(value) => value && appStore.getState().setStart(value)}
      />
    );
  }
  return (
    <fieldset className="grid-fit" aria-label="Start point">
      {x0.map((value, i) => (
        <NumberField
          // A coordinate is its index.
          key={i}
          label={`Start ${names?.[i] ?? `x${i + 1}`}`}
          value={value}
          onCommit={(next) => next !== null && appStore.getState().setStart(x0.map((old, k) => (k === i ? next : old)))}
        />
      ))}
    </fieldset>
  );
}
