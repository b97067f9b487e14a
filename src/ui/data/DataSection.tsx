/** The data of the loss: each array with its name, shape, first numbers and unit. Absent where there are none. */
import { Icon } from '../parts/Icon';
import { IconButton } from '../parts/IconButton';
import { TextCell } from '../parameters/TextCell';
import { openDialog } from '../open-dialog';
import { appStore, useApp } from '../stores';
import type { DataSet } from '../types';
import { previewText, shapeOf, sizeText } from './words';

/** See the file's header. */
export function DataSection() {
  const data = useApp((state) => state.problem.data);
  if (!data) return null;
  return (
    <section className="data" aria-labelledby="data-heading" data-testid="data">
      <div className="loss-head">
        <h3 id="data-heading">Data</h3>
        <button type="button" className="button button-small" onClick={() => openDialog('data')}>
          <Icon name="plus" size={14} />
          Add
        </button>
      </div>
      <ul className="data-list">
        {data.map((set, index) => (
          <DataRow
            // An array is its place in the list; its name may be changed while it has the focus.
            key={index}
            set={set}
            index={index}
          />
        ))}
      </ul>
    </section>
  );
}

function DataRow({ set, index }: { readonly set: DataSet; readonly index: number }) {
  const { name, values, unit = '', source, missing } = set;
  const actions = appStore.getState();
  return (
    <li>
      <fieldset className="data-row" aria-label={`Data ${name}`} title={source}>
        <TextCell
          label={`Name of data ${index + 1}`}
          value={name}
          isMono
          onCommit={(text) => actions.editData(index, { name: text })}
        />
        <TextCell
          label={`Unit of ${name}`}
          value={unit}
          placeholder="unit"
          complain={(text) => actions.unitComplaint(text)}
          onCommit={(text) => actions.editData(index, { unit: text })}
        />
        <IconButton icon="close" label={`Remove data ${name}`} side="right" onClick={() => actions.removeData(index)} />
        {missing ? (
          <p className="data-about data-missing">
            {sizeText(missing)} that did not fit into the link.{' '}
            <button type="button" className="link-button" onClick={() => openDialog('data')}>
              Give them again
            </button>
          </p>
        ) : (
          <p className="data-about numeric">
            {sizeText(shapeOf(values))} · {previewText(values)}
          </p>
        )}
      </fieldset>
    </li>
  );
}
