/** Which example of the gallery the editor shows: the one whose text it holds, letter for letter. */
import { useApp, useExamples } from '../stores';
import type { Example } from '../types';

/** The example on show, or null once its text was changed. */
export function useShownExample(): Example | null {
  const examples = useExamples();
  return useApp(({ problem }) => examples.find(({ text }) => text === problem.text) ?? null);
}
