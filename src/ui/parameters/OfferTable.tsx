/** The one way in for a loss of one's own: a table of the parameters that its text takes. */
import { appStore, useApp } from '../stores';

/** A quiet link under start and bounds; nothing for a problem of the catalogue, or before there is a loss. */
export function OfferTable() {
  const names = useApp(({ problem, compile }) =>
    problem.problemId === null ? (compile.parameters ?? []).slice(0, 4).join(', ') : '',
  );
  if (names === '') return null;
  return (
    <p className="section-note">
      <button
        type="button"
        className="link-button"
        data-testid="parameters-offer"
        onClick={() => appStore.getState().nameParams()}
      >
        Make a table of {names}
      </button>
      , with shapes, units and scales
    </p>
  );
}
