/** The options of a method under SciPy's names: defaults as placeholders, what differs marked and resettable. */
import { appStore } from '../stores';
import type { MethodChoice, OptionSpec } from '../types';
import { OptionField } from './OptionField';

interface OptionFormProps {
  readonly choice: MethodChoice;
  readonly specs: readonly OptionSpec[];
}

/** See the file's header. */
export function OptionForm({ choice, specs }: OptionFormProps) {
  const changed = Object.keys(choice.options);
  if (specs.length === 0) return <p className="card-source">This method has no options.</p>;
  const reset = (): void => {
    for (const name of changed) appStore.getState().setOption(choice.key, name, undefined);
  };
  return (
    <fieldset className="options" aria-label={`Options of ${choice.method}`}>
      {specs.map((spec) => (
        <OptionField
          key={spec.name}
          spec={spec}
          value={choice.options[spec.name]}
          onChange={(value) => appStore.getState().setOption(choice.key, spec.name, value)}
        />
      ))}
      {changed.length > 0 ? (
        <button type="button" className="button button-small button-quiet" onClick={reset}>
          Reset all to defaults
        </button>
      ) : null}
    </fieldset>
  );
}
