/** Adding data: pasted, from a file, or a built-in set; what was read is shown before it is taken. */
import { useRef, useState } from 'react';
import { openDialog } from '../open-dialog';
import { Modal } from '../parts/Modal';
import { appStore, builtInData } from '../stores';
import type { DataSet, TableReading } from '../types';
import { DataPreview, type Picked } from './DataPreview';
import { readFile, takeIncoming, type IncomingText } from './incoming';
import { useReading } from './use-reading';

/** A file longer than this is not shown as text. */
const longestShown = 20_000;

const placeholder = `x,y
0.5,1.25
1.0,1.75

or JSON: {"X": [[1, 2], [3, 4]], "y": [0, 1]}`;

/** See the file's header; the default export that `lazy` needs. */
export default function DataDialog() {
  const [source, setSource] = useState<IncomingText>(() => takeIncoming() ?? { text: '', file: null });
  const [dropsGaps, setDropsGaps] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const stem = source.file?.replace(/\.[^.]*$/, '') ?? 'data';
  const reading = useReading(source.text, stem, dropsGaps);
  const take = (next: IncomingText): void => {
    setDropsGaps(false);
    setSource(next);
  };
  const isLong = source.text.length > longestShown;
  return (
    <Modal
      title="Add data"
      description="Arrays that the loss may use by name. Nothing leaves this page."
      isOpen
      size="wide"
      onOpenChange={(isOpen) => openDialog(isOpen ? 'data' : null)}
    >
      <div
        className="data-dialog"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          const [file] = event.dataTransfer.files;
          if (file) void readFile(file).then(take);
        }}
      >
        <div className="data-sources">
          <button type="button" className="button button-small" onClick={() => input.current?.click()}>
            Choose a file
          </button>
          <span className="section-note">CSV, TSV or JSON; or drop it here, or paste below</span>
          <input
            ref={input}
            type="file"
            className="visually-hidden"
            tabIndex={-1}
            accept=".csv,.tsv,.txt,.dat,.json,text/csv,application/json"
            aria-label="File of data"
            data-testid="data-file"
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file) void readFile(file).then(take);
            }}
          />
        </div>
        {isLong ? (
          <p className="data-long">
            <strong>{source.file ?? 'Pasted text'}</strong>, {(source.text.length / 1e6).toPrecision(2)} MB{' '}
            <button type="button" className="link-button" onClick={() => take({ text: '', file: null })}>
              Remove
            </button>
          </p>
        ) : (
          <textarea
            className="input data-text"
            aria-label="CSV or JSON"
            rows={7}
            spellCheck={false}
            autoCapitalize="off"
            placeholder={placeholder}
            value={source.text}
            onChange={(event) => take({ text: event.target.value, file: null })}
          />
        )}
        {source.text.trim() === '' ? (
          <BuiltInList />
        ) : (
          <Found
            // Another text is another choice.
            key={source.text.length + stem}
            reading={reading}
            file={source.file}
            stem={stem}
            onDropGaps={() => setDropsGaps(true)}
          />
        )}
      </div>
    </Modal>
  );
}

function BuiltInList() {
  return (
    <section aria-label="Built-in data">
      <h3 className="data-heading">Or take a well-known set</h3>
      <ul className="data-builtin">
        {builtInData.map(({ id, title, description, citation, arrays }) => (
          <li key={id}>
            <button
              type="button"
              className="data-choice"
              onClick={() => addAndClose(arrays.map((array) => ({ ...array, source: `${title}. ${citation}` })))}
            >
              <strong>{title}</strong>
              <code>{arrays.map(({ name }) => name).join(', ')}</code>
              <span>{description}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function addAndClose(sets: readonly DataSet[]): void {
  if (appStore.getState().addData(sets)) openDialog(null);
}

interface FoundProps {
  readonly reading: TableReading | null;
  readonly file: string | null;
  readonly stem: string;
  readonly onDropGaps: () => void;
}

/** What was found in the text, or what is wrong with it. */
function Found({ reading, file, stem, onDropGaps }: FoundProps) {
  // What was changed of the proposal, for as long as the arrays are the same.
  const [changed, setChanged] = useState<{ readonly of: unknown; readonly picked: readonly Picked[] } | null>(null);
  const [form, setForm] = useState<'columns' | 'matrix'>('columns');
  const [matrixName, setMatrixName] = useState('X');
  const arrays = reading?.ok ? reading.arrays : null;
  // Counted texts are offered, not taken: their order is the file's.
  const proposed = (arrays ?? []).map((array) => ({ array, name: array.name, isChosen: array.labels === undefined }));
  const picked = changed && changed.of === arrays ? changed.picked : proposed;
  if (!reading) return <output className="section-note">Reading…</output>;
  if (!reading.ok) {
    return (
      <div className="data-error" role="alert">
        <span>{reading.message}</span>
        {reading.gaps > 0 ? (
          <button type="button" className="button button-small" onClick={onDropGaps}>
            Leave {reading.gaps === 1 ? 'this row' : `these ${reading.gaps} rows`} out
          </button>
        ) : null}
      </div>
    );
  }
  const chosen = picked.filter(({ isChosen }) => isChosen);
  const isMatrix = reading.isTable && form === 'matrix';
  const origin = file ?? 'pasted';
  const add = (): void =>
    addAndClose(
      isMatrix
        ? [{ name: matrixName, values: matrixOf(chosen), source: origin }]
        : chosen.map(({ array, name }) => ({ name, values: array.values, source: origin })),
    );
  const count = isMatrix ? 1 : chosen.length;
  return (
    <>
      <DataPreview
        picked={picked}
        onPick={(next) => setChanged({ of: arrays, picked: next })}
        form={reading.isTable && picked.length > 1 ? form : null}
        onForm={setForm}
        matrixName={matrixName}
        onMatrixName={setMatrixName}
      />
      {reading.left.map(({ name, reason }) => (
        <p key={name} className="section-note">
          Column “{name}” is left out: {reason}.
        </p>
      ))}
      {reading.dropped > 0 ? <p className="section-note">{reading.dropped} rows with gaps are left out.</p> : null}
      <div className="data-actions">
        <button
          type="button"
          className="button button-primary"
          data-testid="data-take"
          disabled={chosen.length === 0}
          onClick={add}
        >
          {count === 1 ? `Add ${isMatrix ? matrixName : (chosen[0]?.name ?? '')}` : `Add ${count} arrays`}
        </button>
        {stem === 'data' ? null : <span className="section-note">from {file}</span>}
      </div>
    </>
  );
}

/** Columns side by side as rows. */
function matrixOf(columns: readonly Picked[]): number[][] {
  const [first] = columns;
  const rows = first ? (first.array.values as readonly number[]).length : 0;
  return Array.from({ length: rows }, (_, i) => columns.map(({ array }) => (array.values as readonly number[])[i]!));
}
