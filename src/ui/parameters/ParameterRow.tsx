/** One parameter: name, shape and unit above; start, bounds and scale below. */
import { NumberField } from '../parts/NumberField';
import { IconButton } from '../parts/IconButton';
import { appStore } from '../stores';
import type { ParamRow } from '../types';
import { parseShape, shapeText } from './shape';
import { TextCell } from './TextCell';
import { ValuesCell } from './ValuesCell';

interface ParameterRowProps {
  readonly index: number;
  readonly row: ParamRow;
  readonly onRemove: () => void;
}

/** See the file's header. */
export function ParameterRow({ index, row, onRemove }: ParameterRowProps) {
  const { spec, start, lower, upper } = row;
  const { name, shape = [], unit = '', scale } = spec;
  const isNumber = shape.length === 0;
  const inUnit = unit === '' ? '' : ` in ${unit}`;
  const actions = appStore.getState();
  return (
    <li className="parameter">
      <fieldset className="parameter-grid" aria-label={`Parameter ${name}`}>
        <TextCell
          label={`Name of parameter ${index + 1}`}
          value={name}
          isMono
          complain={(text) => (text.trim() === '' ? 'Needs a name' : null)}
          onCommit={(text) => actions.editParam(index, { name: text })}
        />
        <TextCell
          label={`Shape of ${name}`}
          value={shapeText(shape)}
          placeholder="number"
          complain={(text) => (parseShape(text) === null ? 'Write 3 × 4, or 5' : null)}
          onCommit={(text) => actions.editParam(index, { shape: parseShape(text) ?? [] })}
        />
        <TextCell
          label={`Unit of ${name}`}
          value={unit}
          placeholder="—"
          complain={(text) => actions.unitComplaint(text)}
          onCommit={(text) => actions.editParam(index, { unit: text })}
        />
        <IconButton icon="close" label={`Remove parameter ${name}`} side="right" onClick={onRemove} />
        <ValuesCell
          label={`Start of ${name}${inUnit}`}
          values={start}
          isNumber={isNumber}
          onCommit={(values) => values && actions.setParamValues(index, 'start', values)}
        />
        <ValuesCell
          label={`Lower bound of ${name}${inUnit}`}
          values={lower}
          isNumber={isNumber}
          allowEmpty
          placeholder="−∞"
          onCommit={(values) => actions.setParamValues(index, 'lower', values)}
        />
        <ValuesCell
          label={`Upper bound of ${name}${inUnit}`}
          values={upper}
          isNumber={isNumber}
          allowEmpty
          placeholder="∞"
          onCommit={(values) => actions.setParamValues(index, 'upper', values)}
        />
        <NumberField
          label={`Scale of ${name}${inUnit}`}
          hideLabel
          allowEmpty
          min={Number.MIN_VALUE}
          value={scale ?? null}
          placeholder="1"
          onCommit={(value) => actions.editParam(index, { scale: value })}
        />
      </fieldset>
    </li>
  );
}
