/** Run, step, cancel, and how far the study is. */
import { useMemo } from 'react';
import { formatCompact, formatSeconds } from '../format';
import { runAndPlay } from '../actions';
import { Icon } from '../parts/Icon';
import { Tip } from '../parts/Tip';
import { appStore, useApp } from '../stores';
import { commandKey } from './keys';
import { summarize } from './progress';

/** See the file's header. */
export function RunControls() {
  const isRunning = useApp((state) => state.running);
  const isStepping = useApp((state) => state.stepping);
  const hasMethods = useApp((state) => state.choices.length > 0);
  return (
    <fieldset className="run-controls" aria-label="Study">
      <Tip
        text={
          <>
            Run all methods<kbd>{commandKey} Enter</kbd>
          </>
        }
      >
        <button
          type="button"
          className="button button-primary"
          data-testid="run"
          data-muted={!hasMethods}
          onClick={() => void runAndPlay()}
        >
          <Icon name="play" />
          Run
        </button>
      </Tip>
      <Tip
        text={
          <>
            Advance every method by one iteration<kbd>S</kbd>
          </>
        }
      >
        <button
          type="button"
          className="button"
          data-testid="step"
          disabled={isRunning && !isStepping}
          onClick={() => void appStore.getState().step()}
        >
          <Icon name="step" />
          <span className="button-label">Step</span>
        </button>
      </Tip>
      <Tip
        text={
          <>
            Cancel<kbd>Esc</kbd>
          </>
        }
      >
        <button
          type="button"
          className="button"
          data-testid="cancel"
          disabled={!isRunning && !isStepping}
          onClick={() => appStore.getState().cancel()}
        >
          <Icon name="stop" />
          <span className="button-label">Cancel</span>
        </button>
      </Tip>
      {isRunning && !isStepping ? <RunProgress /> : null}
      {isStepping ? <span className="progress-text">Stepping: each press is one iteration</span> : null}
    </fieldset>
  );
}

/** Evaluations so far, their rate, and the time that the budget still allows. */
function RunProgress() {
  const progress = useApp((state) => state.progress);
  const runs = useApp((state) => state.runs);
  const budget = useApp((state) => state.budget);
  const { evaluations, rate, left, share } = useMemo(() => summarize(progress, runs, budget), [progress, runs, budget]);
  return (
    <div className="progress">
      <progress aria-label="Progress of the study" max={1} value={share} />
      <span className="progress-text numeric" aria-hidden="true">
        {formatCompact(evaluations)} evaluations · {formatCompact(rate)}/s · at most {formatSeconds(left)} left
      </span>
    </div>
  );
}
