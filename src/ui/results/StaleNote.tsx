/** Says so when the results on show belong to other settings than those in force. */
import { useApp } from '../stores';
import { resultsAreStale } from './stale';

/** See the file's header. */
export function StaleNote() {
  const isStale = useApp(resultsAreStale);
  return isStale ? <span className="stage-tag stage-tag-inline">Settings changed since: run again</span> : null;
}
