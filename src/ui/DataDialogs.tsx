/** The plots as tables: every plot has one, for those who read numbers better than pictures. */
import { formatNumber, formatSeconds } from './format';
import { useLandscapeSummary } from './landscape/summary';
import { openDialog } from './open-dialog';
import { Modal } from './parts/Modal';
import { runLabel } from './run-look';
import { coordinateTitle, useApp } from './stores';
import { gridValue } from './plots/grid';
import { rowAt, iterationOf } from './plots/trace';

const SAMPLES = 20;

/** f on a coarse grid of the landscape. */
export function LandscapeDataDialog({ isOpen }: { readonly isOpen: boolean }) {
  const summary = useLandscapeSummary();
  const landscape = useApp((state) => state.landscape);
  const loss = useApp((state) => state.compile.loss);
  if (!landscape) return null;
  const isCurve = landscape.height === 1;
  const sample = ([lo, hi]: readonly [number, number], count: number): number[] =>
    Array.from({ length: count }, (_, i) => lo + (i / (count - 1)) * (hi - lo));
  const xs = sample(landscape.xRange, 9);
  const ys = isCurve ? [0] : sample(landscape.yRange, 9).toReversed();
  const name = (axis: number): string => coordinateTitle(loss, axis);
  return (
    <Modal
      title="Landscape as a table"
      description={summary}
      isOpen={isOpen}
      size="wide"
      onOpenChange={(next) => openDialog(next ? 'landscape-data' : null)}
    >
      <div>
        <table className="table" aria-label="Values of f">
          <thead>
            <tr>
              <th scope="col">{isCurve ? '' : `${name(landscape.axes[1])} \\ ${name(landscape.axes[0])}`}</th>
              {xs.map((x) => (
                <th key={x} scope="col" data-kind="number">
                  {formatNumber(x, 3)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ys.map((y) => (
              <tr key={y}>
                <th scope="row" data-kind="number">
                  {isCurve ? 'f' : formatNumber(y, 3)}
                </th>
                {xs.map((x) => (
                  <td key={x} data-kind="number">
                    {formatNumber(gridValue(landscape, x, y), 4)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Modal>
  );
}

/** f of every run at evenly spaced iterations. */
export function ConvergenceDataDialog({ isOpen }: { readonly isOpen: boolean }) {
  const runs = useApp((state) => state.runs).filter((run) => run.trace.count > 0);
  const longest = Math.max(0, ...runs.map((run) => iterationOf(run.trace, run.trace.count - 1)));
  const stride = Math.max(1, Math.ceil(longest / SAMPLES));
  const iterations = Array.from({ length: Math.floor(longest / stride) + 1 }, (_, i) => i * stride);
  if (iterations.at(-1) !== longest) iterations.push(longest);
  return (
    <Modal
      title="Convergence as a table"
      description={runs.length === 0 ? 'No runs yet.' : 'Value of f, and solver time, at evenly spaced iterations.'}
      isOpen={isOpen}
      size="wide"
      onOpenChange={(next) => openDialog(next ? 'convergence-data' : null)}
    >
      <div>
        <table className="table" aria-label="Values of f by iteration">
          <thead>
            <tr>
              <th scope="col" data-kind="number">
                Iteration
              </th>
              {runs.map((run) => (
                <th key={run.spec.id} scope="col" data-kind="number">
                  {runLabel(run, runs)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {iterations.map((iteration) => (
              <tr key={iteration}>
                <th scope="row" data-kind="number">
                  {iteration}
                </th>
                {runs.map(({ spec, trace }) => {
                  const row = Math.floor(rowAt(trace, iteration));
                  const isOver = iteration > iterationOf(trace, trace.count - 1);
                  return (
                    <td key={spec.id} data-kind="number" title={formatSeconds(trace.seconds[row] ?? Number.NaN)}>
                      {isOver ? '' : formatNumber(trace.fun[row], 6)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Modal>
  );
}
