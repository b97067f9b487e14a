/** Choosing a test function of the catalogue. */
import { Icon } from '../parts/Icon';
import { Picker, type PickerGroup } from '../parts/Picker';
import { appStore, catalogue, useApp } from '../stores';
import { useShownExample } from './shown-example';
import { problemTitle } from './title';

const groups: readonly PickerGroup[] = [
  { heading: 'One variable', has: (n: number | 'any') => n === 1 },
  { heading: 'Two variables', has: (n: number | 'any') => n === 2 },
  { heading: 'Any number of variables', has: (n: number | 'any') => n === 'any' },
  { heading: 'More variables', has: (n: number | 'any') => typeof n === 'number' && n > 2 },
]
  .map(({ heading, has }) => ({
    heading,
    items: catalogue
      .filter((problem) => has(problem.n))
      .map((problem) => ({
        id: problem.id,
        title: problem.title,
        detail: problem.description,
        keywords: problem.tags,
      })),
  }))
  .filter((group) => group.items.length > 0);

/** A button that says which problem is in force and opens the searchable list. */
export function ProblemPicker() {
  const problem = useApp((state) => state.problem);
  return (
    <Picker
      label="Problems"
      placeholder="Search test functions"
      groups={groups}
      current={problem.problemId}
      onPick={(id) => appStore.getState().pickProblem(id)}
      trigger={
        <button type="button" className="picker-trigger" data-testid="problem-picker">
          <span className="visually-hidden">Problem: </span>
          <span className="picker-trigger-text">
            {problem.problemId === null ? <OwnTitle /> : problemTitle(problem.problemId)}
          </span>
          <Icon name="chevron" size={14} />
        </button>
      }
    />
  );
}

/** An example keeps its title until its text is changed. */
function OwnTitle() {
  const example = useShownExample();
  return example?.title ?? problemTitle(null);
}
