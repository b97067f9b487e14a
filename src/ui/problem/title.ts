/** What a problem is called. */
import { catalogue } from '../stores';

/** The catalogue's title, or words for a loss that the user wrote. */
export function problemTitle(problemId: string | null): string {
  return catalogue.find((problem) => problem.id === problemId)?.title ?? 'Your own loss';
}
