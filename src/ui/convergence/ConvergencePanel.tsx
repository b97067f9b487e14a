/** How fast each method gets down: the plot, its axes' choices, its words for those who do not see it. */
import { useEffect, useRef, useState } from 'react';
import { FitView } from '../fit/FitView';
import { formatNumber } from '../format';
import { IconButton } from '../parts/IconButton';
import { Segmented } from '../parts/Segmented';
import { openDialog } from '../open-dialog';
import { isConstrained, referenceOf } from '../plots/convergence-data';
import { runLabel } from '../run-look';
import { useApp, useView, viewStore } from '../stores';
import { ConvergenceStage } from './stage';

const columns = [
  { value: 'iterations', label: 'Iterations' },
  { value: 'evaluations', label: 'Evaluations' },
  { value: 'time', label: 'Time' },
] as const;

const quantities = [
  { value: 'value', label: 'f' },
  { value: 'violation', label: 'Violation' },
] as const;

const views = [
  { value: 'convergence', label: 'Convergence' },
  { value: 'fit', label: 'Fit' },
] as const;

const scales = [
  { value: 'log', label: 'Log' },
  { value: 'linear', label: 'Linear' },
] as const;

/** See the file's header. */
export function ConvergencePanel() {
  // A model has named data to be compared with, or arrays among its parameters.
  const hasModel = useApp(
    ({ problem }) => problem.data !== undefined || (problem.params?.some(({ shape }) => shape !== undefined) ?? false),
  );
  const [wanted, setView] = useState<'convergence' | 'fit'>('convergence');
  const view = hasModel ? wanted : 'convergence';
  return (
    <section className="panel" aria-labelledby="convergence-heading">
      <div className="panel-head">
        <h2 id="convergence-heading" className={hasModel ? 'visually-hidden' : undefined}>
          Convergence
        </h2>
        {hasModel ? (
          <Segmented label="What is shown" value={view} items={views} onChange={(next) => setView(next)} />
        ) : null}
        {view === 'convergence' ? (
          <div className="panel-tools">
            <AxisChoices />
          </div>
        ) : null}
      </div>
      {view === 'fit' ? <FitView /> : <Plot />}
      {view === 'fit' ? <FitNote /> : <ReferenceNote />}
    </section>
  );
}

function AxisChoices() {
  const convergenceX = useView((state) => state.convergenceX);
  const convergenceY = useView((state) => state.convergenceY);
  const logY = useView((state) => state.logY);
  const hasConstraints = useApp((state) => isConstrained(state.runs));
  return (
    <>
      {hasConstraints ? (
        <Segmented
          label="Quantity"
          value={convergenceY}
          items={quantities}
          onChange={(value) => viewStore.getState().setConvergenceY(value)}
        />
      ) : null}
      <Segmented
        label="Horizontal axis"
        value={convergenceX}
        items={columns}
        onChange={(value) => viewStore.getState().setConvergenceX(value)}
      />
      <Segmented
        label="Vertical axis"
        value={logY ? 'log' : 'linear'}
        items={scales}
        onChange={(value) => viewStore.getState().setLogY(value === 'log')}
      />
      <IconButton icon="table" label="Convergence as a table" onClick={() => openDialog('convergence-data')} />
    </>
  );
}

function Plot() {
  const host = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const summary = useSummary();
  useEffect(() => {
    if (!host.current || !canvas.current) return;
    const stage = new ConvergenceStage(host.current, canvas.current);
    return () => stage.dispose();
  }, []);
  return (
    <figure ref={host} className="stage" data-testid="convergence" aria-labelledby="convergence-heading">
      <canvas ref={canvas} className="layer" aria-hidden="true" />
      <figcaption className="visually-hidden">{summary}</figcaption>
    </figure>
  );
}

function useSummary(): string {
  const runs = useApp((state) => state.runs);
  const running = useApp((state) => state.running);
  if (runs.length === 0) return 'No runs yet.';
  if (running) return `${runs.length} runs in progress.`;
  return runs
    .map((run) => {
      const last = run.trace.count - 1;
      const value = run.result?.fun ?? run.trace.fun[last];
      if (run.status === 'skipped') return `${runLabel(run, runs)}: not run.`;
      const broken =
        run.result?.maxcv === undefined ? '' : `, constraints broken by ${formatNumber(run.result.maxcv, 2)}`;
      return `${runLabel(run, runs)}: f ${formatNumber(value)} after ${run.result?.nit ?? Math.max(0, last)} iterations${broken}.`;
    })
    .join(' ');
}

function FitNote() {
  return (
    <p className="panel-foot">
      <span>predictions belong on the diagonal</span>
      <span>parameters: color is sign, strength is size</span>
    </p>
  );
}

/** Says what f is measured from. */
function ReferenceNote() {
  const problem = useApp((state) => state.problem);
  const runs = useApp((state) => state.runs);
  const logY = useView((state) => state.logY);
  const reference = referenceOf(problem, runs);
  const showsViolation = useView((state) => state.convergenceY === 'violation') && isConstrained(runs);
  if (showsViolation)
    return <p className="panel-foot">0, at the foot of a logarithmic axis: bounds and constraints are kept</p>;
  if (!logY || reference.kind === 'none') return <p className="panel-foot">&nbsp;</p>;
  return (
    <p className="panel-foot">
      {reference.kind === 'known' ? (
        <span className="numeric">f* = {formatNumber(reference.value, 6)}, the known minimum</span>
      ) : (
        <span className="numeric">
          {problem.minima.length > 0 ? 'Below the recorded minimum: ' : 'No minimum is known: '}
          measured from the best value found, {formatNumber(reference.value, 6)}
        </span>
      )}
    </p>
  );
}
