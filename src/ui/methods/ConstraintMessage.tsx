/** Under a constraint: its first mistake with the place marked in the text, a note, or what kind it is. */
import type { AppState, Diagnostic } from '../types';

interface ConstraintMessageProps {
  readonly id: string;
  readonly text: string;
  readonly state: AppState['compile']['constraints'][number] | undefined;
}

/** See the file's header. */
export function ConstraintMessage({ id, text, state }: ConstraintMessageProps) {
  const first = state?.diagnostics.find(({ severity }) => severity === 'error') ?? state?.diagnostics[0];
  if (first && text.trim() !== '') {
    const keeps = first.severity === 'error' && state?.inForce ? state.inForce : null;
    return (
      <output id={id} className="constraint-message" data-kind={first.severity}>
        {first.severity === 'error' ? <Excerpt text={text} diagnostic={first} /> : null}
        <span>
          <strong>{first.message}</strong> {first.remedy}
        </span>
        {keeps === null ? null : (
          <span className="constraint-kept">
            In force: <code>{keeps}</code>
          </span>
        )}
      </output>
    );
  }
  return (
    <output id={id} className="constraint-message" data-kind="ok">
      {state?.kind && text.trim() !== '' ? kindWords(state.kind, state.isLinear) : ''}
    </output>
  );
}

const kindWords = (kind: 'eq' | 'ineq', isLinear: boolean): string =>
  `${isLinear ? 'linear' : 'nonlinear'} ${kind === 'eq' ? 'equality' : 'inequality'}`;

/** The text with the place of the mistake marked, as an editor would underline it. */
function Excerpt({ text, diagnostic: { from, to } }: { readonly text: string; readonly diagnostic: Diagnostic }) {
  const start = Math.min(from, Math.max(0, text.length - 1));
  const end = Math.max(start + 1, to);
  return (
    <code className="constraint-excerpt" aria-hidden="true">
      {text.slice(0, start)}
      <mark>{text.slice(start, end)}</mark>
      {text.slice(end)}
    </code>
  );
}
