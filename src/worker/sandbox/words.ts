/** How plain losses are called where people read of them. The page loads this, so it imports types alone. */
import type { EngineState } from '../types';

/** `evaluatedOn` of its runs. */
export const plainEvaluation = 'plain JavaScript (sandbox)';
/** `source` of its landscapes. */
export const plainSourceName = 'plain JavaScript (f64)';

export const plainEngine: EngineState = {
  kind: 'cpu',
  label: 'Plain JavaScript (sandbox, f64)',
  reason:
    'The text is outside the loss language and runs as it stands, in a sandbox without network and storage. The GPU ' +
    'needs a compiled loss.',
};
