/** What bounds and constraints look like on the landscape; nothing while there are none. */
import { useApp } from '../stores';

/** See the file's header. */
export function LimitsLegend() {
  const hasBounds = useApp((state) => state.bounds !== null);
  const hasEqualities = useApp((state) =>
    state.compile.constraints.some((each) => isInForce(each) && each.kind === 'eq'),
  );
  const hasInequalities = useApp((state) =>
    state.compile.constraints.some((each) => isInForce(each) && each.kind === 'ineq'),
  );
  const isSlice = useApp((state) => state.problem.n > 2);
  if (!hasBounds && !hasEqualities && !hasInequalities) return null;
  return (
    <>
      {hasBounds || hasInequalities ? (
        <span>
          <svg width="18" height="14" viewBox="0 0 18 14" stroke="currentColor" fill="none" aria-hidden="true">
            <path d="M1 5.5 7.5 12M1 .5 12.5 12M5.5 .5 17 12M10.5 .5 17 7" strokeWidth="1" opacity="0.6" />
            <path d="M.75 .5h16.5v12H.75z" strokeWidth="1" />
          </svg>
          ruled out
        </span>
      ) : null}
      {hasEqualities ? (
        <span>
          <svg width="18" height="14" viewBox="0 0 18 14" stroke="currentColor" fill="none" aria-hidden="true">
            <path d="M1 11C6 11 8 3 17 3" strokeWidth="2.75" />
          </svg>
          equality
        </span>
      ) : null}
      {isSlice ? <span>slice through the start</span> : null}
    </>
  );
}

const isInForce = ({ inForce }: { readonly inForce: string | null }): boolean => inForce !== null;
