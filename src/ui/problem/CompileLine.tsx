/** One line under the editor: what was understood, or the first error with its remedy. */
import { formatCount, formatSeconds } from '../format';
import { openDialog } from '../open-dialog';
import { Icon } from '../parts/Icon';
import { appStore, useApp } from '../stores';
import type { AppState, Diagnostic } from '../types';
import { repairOf } from './repairs';

/** See the file's header. */
export function CompileLine() {
  const compile = useApp((state) => state.compile);
  const text = useApp((state) => state.problem.text);
  const first = compile.diagnostics.find((each) => each.severity === 'error') ?? compile.diagnostics[0];
  if (first) {
    const line = text.slice(0, first.from).split('\n').length;
    const others = compile.diagnostics.length - 1;
    return (
      <output className="compile-line" data-kind={first.severity}>
        <Icon name="warning" size={14} />
        <span>
          <strong>
            {text.includes('\n') ? `Line ${line}: ` : ''}
            {first.message}
          </strong>{' '}
          {first.remedy}
          {others > 0 ? ` (and ${others} more)` : ''}
          {compile.status === 'error' && compile.loss ? ' The last good loss stays in force.' : ''}
          <RepairButton diagnostic={first} />
        </span>
      </output>
    );
  }
  const { loss } = compile;
  return (
    <p className="compile-line" data-kind="ok">
      <span>
        {(compile.status === 'compiling' && loss?.text !== text) || !loss
          ? 'Reading…'
          : `f(${loss.n <= 3 ? loss.names.join(', ') : `${loss.names[0]}, … ${loss.n} in all`}) · ${workOf(loss)}`}
        {loss ? (
          <>
            {' · '}
            <button type="button" className="link-button" onClick={() => openDialog('became')}>
              See what it became
            </button>
            <AddDataLink />
          </>
        ) : null}
      </span>
    </p>
  );
}

function workOf({ plain, graphSize, compileMilliseconds }: NonNullable<AppState['compile']['loss']>): string {
  if (plain) return 'plain JavaScript, not compiled';
  return `${formatCount(graphSize)} operations · compiled in ${formatSeconds(compileMilliseconds / 1000)}`;
}

/** The one press that mends the first error, where there is one. */
function RepairButton({ diagnostic }: { readonly diagnostic: Diagnostic }) {
  const label = useApp((state) => repairOf(state, diagnostic)?.label);
  if (label === undefined) return null;
  return (
    <button
      type="button"
      className="button button-small compile-repair"
      data-testid="repair"
      onClick={() => repairOf(appStore.getState(), diagnostic)?.apply()}
    >
      {label}
    </button>
  );
}

/** The one way to data for a loss of one's own that has none. */
function AddDataLink() {
  const isOffered = useApp(({ problem }) => problem.problemId === null && !problem.data);
  if (!isOffered) return null;
  return (
    <>
      {' · '}
      <button type="button" className="link-button" onClick={() => openDialog('data')}>
        Add data
      </button>
    </>
  );
}
