/** What all methods share: start point, bounds, constraints, seed and the budget that ends every run. */
import { formatCompact, formatPoint, formatSeconds } from '../format';
import { NumberField } from '../parts/NumberField';
import { appStore, useApp } from '../stores';
import { OfferTable } from '../parameters/OfferTable';
import { ParameterTable } from '../parameters/ParameterTable';
import { BoundsFields } from './BoundsFields';
import { ConstraintsFields } from './ConstraintsFields';
import { StartFields } from './StartFields';

/** The lower part of the set-up column; its summary tells the settings while it is closed. */
export function RunSettings() {
  const x0 = useApp((state) => state.x0);
  const hasTable = useApp((state) => state.problem.params !== undefined);
  const seed = useApp((state) => state.seed);
  const budget = useApp((state) => state.budget);
  return (
    <section className="section" aria-labelledby="settings-heading">
      <div className="section-head">
        <h2 id="settings-heading">Start and limits</h2>
        <span className="section-aside numeric">{formatPoint(x0)}</span>
      </div>
      {hasTable ? (
        <ParameterTable />
      ) : (
        <>
          <StartFields />
          <BoundsFields />
          <OfferTable />
        </>
      )}
      <ConstraintsFields />
      <div className="grid-3">
        <NumberField
          label="Seed"
          integer
          min={0}
          value={seed}
          onCommit={(value) => value !== null && appStore.getState().setSeed(value)}
        />
        <NumberField
          label="Evaluations"
          integer
          min={1}
          value={budget.evaluations}
          onCommit={(value) => value !== null && appStore.getState().setBudget({ ...budget, evaluations: value })}
        />
        <NumberField
          label="Seconds"
          min={0.001}
          value={budget.seconds}
          onCommit={(value) => value !== null && appStore.getState().setBudget({ ...budget, seconds: value })}
        />
      </div>
      <p className="section-note">
        Each run ends after {formatCompact(budget.evaluations)} evaluations or {formatSeconds(budget.seconds)}, whatever
        its method says.
      </p>
    </section>
  );
}
