/** The gallery's examples, in its order. A chunk of its own: nothing of it is needed for the first picture. */
import { brainToolsExamples } from './braintools';
import type { Example } from './example';
import { notebookExamples } from './notebook';

export type { Example, ExampleData, ExampleMethod, ExampleParam, ExampleView, Reached } from './example';

export const examples: readonly Example[] = [...notebookExamples, ...brainToolsExamples];

/** The example of that id. */
export const exampleById = (id: string): Example | undefined => examples.find((example) => example.id === id);
