/** What would be added: the arrays that were read, which of them, under which names, as columns or as one matrix. */
import { Segmented } from '../parts/Segmented';
import { TextCell } from '../parameters/TextCell';
import type { ReadArray } from '../types';
import { previewText, shapeOf, sizeText } from './words';

export interface Picked {
  readonly array: ReadArray;
  readonly name: string;
  readonly isChosen: boolean;
}

interface DataPreviewProps {
  readonly picked: readonly Picked[];
  readonly onPick: (picked: readonly Picked[]) => void;
  /** null: not a table, there is no choice */
  readonly form: 'columns' | 'matrix' | null;
  readonly onForm: (form: 'columns' | 'matrix') => void;
  readonly matrixName: string;
  readonly onMatrixName: (name: string) => void;
}

/** See the file's header. */
export function DataPreview({ picked, onPick, form, onForm, matrixName, onMatrixName }: DataPreviewProps) {
  const change = (index: number, next: Partial<Picked>): void =>
    onPick(picked.map((old, i) => (i === index ? { ...old, ...next } : old)));
  const rows = picked[0] ? (shapeOf(picked[0].array.values)[0] ?? 0) : 0;
  return (
    <div className="data-preview">
      {form === null ? null : (
        <Segmented
          label="What the columns become"
          value={form}
          items={[
            { value: 'columns', label: 'One array per column' },
            { value: 'matrix', label: 'One matrix' },
          ]}
          onChange={onForm}
        />
      )}
      {form === 'matrix' ? (
        <div className="data-matrix">
          <TextCell
            label="Name of the matrix"
            value={matrixName}
            isMono
            complain={complainOfName}
            onCommit={onMatrixName}
          />
          <span className="section-note">
            {sizeText([rows, picked.filter(({ isChosen }) => isChosen).length])}, of the columns chosen below
          </span>
        </div>
      ) : null}
      <ul className="data-list" aria-label="Arrays found">
        {picked.map(({ array, name, isChosen }, index) => (
          <li key={array.name} className="data-found">
            <label className="data-check">
              <span className="visually-hidden">Take {array.name}</span>
              <input
                type="checkbox"
                checked={isChosen}
                onChange={(event) => change(index, { isChosen: event.target.checked })}
              />
            </label>
            {form === 'matrix' ? (
              <code className="data-name">{array.name}</code>
            ) : (
              <TextCell
                label={`Name of ${array.name}`}
                value={name}
                isMono
                complain={complainOfName}
                onCommit={(next) => change(index, { name: next })}
              />
            )}
            <span className="data-about numeric">
              {sizeText(shapeOf(array.values))} · {previewText(array.values)}
              {array.labels ? <span className="data-labels">{labelsText(array.labels)}</span> : null}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const complainOfName = (name: string): string | null =>
  /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name.trim()) ? null : 'Letters, digits and _, as in x_1';

const labelsText = (labels: readonly string[]): string =>
  labels
    .slice(0, 4)
    .map((label, i) => `${label} = ${i}`)
    .join(', ') + (labels.length > 4 ? ', …' : '');
