/** What to train with: method, engine, penalty, length; and the two buttons. */
import { formatNumber } from '../format';
import { Icon } from '../parts/Icon';
import { NumberField } from '../parts/NumberField';
import { Segmented } from '../parts/Segmented';
import { Select } from '../parts/Select';
import { digitsMethods, digitsStore, useDigits } from '../stores';
import type { DigitsMethod, DigitsSettings } from '../types';
import { accuracyText, lossNow } from './words';

const methodItems = (Object.keys(digitsMethods) as DigitsMethod[]).map((name) => ({ value: name, label: name }));
const penalties = [0, 1e-4, 1e-3, 1e-2, 1e-1];
const penaltyItems = penalties.map((penalty) => ({
  value: String(penalty),
  label: penalty === 0 ? 'none' : formatNumber(penalty),
}));
const engines = [
  { value: 'gpu', label: 'WebGPU, f32' },
  { value: 'cpu', label: 'CPU, f64' },
] as const;

const set = (change: Partial<DigitsSettings>): void => digitsStore.getState().set(change);

/** See the file's header. */
export function TrainForm() {
  const settings = useDigits((state) => state.settings);
  const isTraining = useDigits((state) => state.isTraining);
  const { limit, uses } = digitsMethods[settings.method];
  return (
    <form
      className="digits-form"
      aria-label="Training"
      onSubmit={(event) => {
        event.preventDefault();
        digitsStore.getState().train();
      }}
    >
      <div className="field">
        <span className="field-label">Method</span>
        <Select label="Method" value={settings.method} items={methodItems} onChange={(method) => set({ method })} />
      </div>
      <EngineField />
      <div className="digits-pair">
        <NumberField
          label={limit === 'maxiter' ? 'Iterations' : 'Evaluations'}
          value={settings.steps}
          integer
          min={1}
          max={100_000}
          onCommit={(steps) => steps !== null && set({ steps })}
        />
        {settings.lr === null ? null : (
          <NumberField label="lr" value={settings.lr} min={0} onCommit={(lr) => lr !== null && set({ lr })} />
        )}
        <div className="field">
          <span className="field-label">Penalty on weights</span>
          <Select
            label="Penalty on weights"
            value={String(settings.penalty)}
            items={penaltyItems}
            onChange={(penalty) => set({ penalty: Number(penalty) })}
          />
        </div>
      </div>
      {uses === 'products' ? <p className="digits-hint">Uses exact products with the Hessian.</p> : null}
      <div className="digits-buttons">
        <button type="submit" className="button button-primary" disabled={isTraining} data-testid="digits-train">
          <Icon name="play" />
          Train
        </button>
        <button
          type="button"
          className="button"
          disabled={!isTraining}
          data-testid="digits-cancel"
          onClick={() => digitsStore.getState().cancel()}
        >
          <Icon name="stop" />
          Cancel
        </button>
      </div>
      <Status />
      <LossText />
    </form>
  );
}

function EngineField() {
  const engine = useDigits((state) => state.settings.engine);
  const gpu = useDigits((state) => state.opened!.gpu);
  if (!gpu.ok) {
    return (
      <p className="digits-hint" data-testid="digits-engine">
        <strong>CPU, f64.</strong> There is no GPU to train on: {gpu.reason}. The same loss, compiled from its text, is
        trained on the CPU instead.
      </p>
    );
  }
  return (
    <div className="field">
      <span className="field-label">Engine</span>
      <Segmented label="Engine" value={engine} items={engines} onChange={(next) => set({ engine: next })} />
      <span className="digits-hint" data-testid="digits-engine">
        {engine === 'gpu'
          ? `webgpu-torch tensors on ${gpu.name}, moved by MinimizeWrapper`
          : 'The loss below, compiled from its text'}
      </span>
    </div>
  );
}

/** Where the run on show stands; its end is announced. */
function Status() {
  const run = useDigits((state) => state.runs.find(({ order }) => order.id === state.shown));
  if (!run) return <output className="digits-status">Not trained yet: the weights are zero.</output>;
  const { end, rows, view } = run;
  if (!end) {
    const nit = rows.at(-1)?.iteration ?? 0;
    return (
      <p className="digits-status numeric">
        Iteration {nit} · loss {formatNumber(lossNow(run), 4)} · test {accuracyText(view?.testAccuracy)}
      </p>
    );
  }
  return (
    <output className="digits-status" data-status={end.status}>
      {end.message}
      {end.checkedLoss === null ? null : (
        <span className="digits-checked numeric">
          Loss {formatNumber(end.checkedLoss, 6)}, checked in f64.
          {end.digits === null ? '' : ` f32 supports ${end.digits} digits of it.`}
        </span>
      )}
    </output>
  );
}

function LossText() {
  const text = useDigits((state) => state.opened!.text);
  return (
    <details className="digits-text">
      <summary>The loss</summary>
      <pre>{text}</pre>
    </details>
  );
}
