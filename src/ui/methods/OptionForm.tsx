/**
 * The options of a method under SciPy's names: defaults as placeholders, what differs marked and resettable. Options of
 * schedules stand apart, under a picture of the learning rate, and only those that the chosen schedule has.
 */
import { appStore } from '../stores';
import type { MethodChoice, OptionSpec } from '../types';
import { OptionField } from './OptionField';
import { SchedulePreview } from './SchedulePreview';

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
  const at = specs.findIndex(({ name }) => name === 'scheduler');
  const own = at < 0 ? specs : specs.slice(0, at);
  const schedule = at < 0 ? [] : specs.slice(at).filter((spec) => matters(spec, choice, specs));
  return (
    <fieldset className="options" aria-label={`Options of ${choice.method}`}>
      <Fields choice={choice} specs={own} />
      {schedule.length > 0 ? (
        <>
          <h4 className="options-heading">Schedule of the learning rate</h4>
          <SchedulePreview choice={choice} />
          <Fields choice={choice} specs={schedule} />
        </>
      ) : null}
      {changed.length > 0 ? (
        <button type="button" className="button button-small button-quiet" onClick={reset}>
          Reset all to defaults
        </button>
      ) : null}
    </fieldset>
  );
}

function Fields({ choice, specs }: OptionFormProps) {
  return specs.map((spec) => (
    <OptionField
      key={spec.name}
      spec={spec}
      value={choice.options[spec.name]}
      onChange={(value) => appStore.getState().setOption(choice.key, spec.name, value)}
    />
  ));
}

/** Whether an option has a say under the others; one that was changed is shown all the same, so that it can be reset. */
function matters({ name, when }: OptionSpec, { options }: MethodChoice, specs: readonly OptionSpec[]): boolean {
  if (!when || options[name] !== undefined) return true;
  const value = options[when.option] ?? specs.find((spec) => spec.name === when.option)?.default;
  return when.is.includes(String(value));
}
