/** The methods that compete: one card each, and a picker to add more. */
import { openDialog } from '../open-dialog';
import { appStore, useApp } from '../stores';
import { MethodCard } from './MethodCard';
import { MethodPicker } from './MethodPicker';

/** The middle part of the set-up column. */
export function MethodsPanel() {
  const choices = useApp((state) => state.choices);
  return (
    <section className="section" aria-labelledby="methods-heading">
      <div className="section-head">
        <h2 id="methods-heading">Methods</h2>
        <MethodPicker />
      </div>
      {choices.length === 0 ? (
        <div className="empty">
          <p>No method picked. A study needs at least one.</p>
          <div className="empty-actions">
            <button type="button" className="button button-small" onClick={() => appStore.getState().addMethod('BFGS')}>
              Add BFGS
            </button>
            <button type="button" className="button button-small button-quiet" onClick={() => openDialog('examples')}>
              Open an example
            </button>
          </div>
        </div>
      ) : (
        <ul className="cards">
          {choices.map((choice) => (
            <MethodCard key={choice.key} choice={choice} />
          ))}
        </ul>
      )}
    </section>
  );
}
