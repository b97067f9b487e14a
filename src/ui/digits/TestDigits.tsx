/** A few digits that the model has not seen, with what it reads: the first of each class, or the ones it gets wrong. */
import { useMemo, useState } from 'react';
import { Segmented } from '../parts/Segmented';
import { useDigits } from '../stores';
import type { DigitsState, ModelView } from '../types';
import { DigitImage, type Strengths } from './DigitImage';
import { accuracyText } from './words';

const shownCount = 30;
const choices = [
  { value: 'first', label: 'A few of each' },
  { value: 'wrong', label: 'Wrong ones' },
] as const;

type Choice = (typeof choices)[number]['value'];
type Opened = NonNullable<DigitsState['opened']>;

/** See the file's header. */
export function TestDigits() {
  const opened = useDigits((state) => state.opened!);
  const view = useDigits((state) => state.runs.find(({ order }) => order.id === state.shown)?.view ?? null);
  const [choice, setChoice] = useState<Choice>('first');
  const indices = useMemo(() => pick(opened, view, choice), [opened, view, choice]);
  const pictures = useMemo(() => picturesOf(opened), [opened]);
  return (
    <section className="digits-section" aria-labelledby="digits-test">
      <div className="digits-section-head">
        <h3 id="digits-test">
          Test digits{' '}
          {view ? <span className="digits-count numeric">{accuracyText(view.testAccuracy)} right</span> : null}
        </h3>
        <Segmented label="Which test digits" value={choice} items={choices} onChange={setChoice} />
      </div>
      {indices.length === 0 ? (
        <p className="digits-hint">{view ? 'None: it reads every one right.' : 'Nothing has been read yet.'}</p>
      ) : (
        <ul className="digits-test">
          {indices.map((index) => (
            <TestDigit key={index} index={index} opened={opened} view={view} picture={pictures(index)} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface TestDigitProps {
  readonly index: number;
  readonly opened: Opened;
  readonly view: ModelView | null;
  readonly picture: Strengths;
}

function TestDigit({ index, opened, view, picture }: TestDigitProps) {
  const label = opened.test.labels[index]!;
  const read = view?.predictions[index];
  const share = view ? `${Math.round(100 * view.confidence[index]!)} %` : '';
  const isWrong = read !== undefined && read !== label;
  const words = read === undefined ? `A ${label}` : `A ${label}, read as ${read} with ${share}`;
  return (
    <li data-wrong={isWrong} title={words}>
      <DigitImage side={opened.side} strengths={picture} kind="ink" label={words} />
      <span className="digit-read numeric" aria-hidden="true">
        {read === undefined ? '\u00a0' : isWrong ? `${read} ≠ ${label}` : read}
      </span>
    </li>
  );
}

function pick({ test }: Opened, view: ModelView | null, choice: Choice): number[] {
  const all = Array.from({ length: test.count }, (_, index) => index);
  if (choice === 'first') return all.slice(0, shownCount);
  return view ? all.filter((index) => view.predictions[index] !== test.labels[index]).slice(0, shownCount) : [];
}

/** One function for each image, made once, so that a canvas is painted once. */
function picturesOf({ side, highest, test }: Opened): (index: number) => Strengths {
  const made = new Map<number, Strengths>();
  return (index) => {
    const known = made.get(index);
    if (known) return known;
    const from = index * side * side;
    const picture: Strengths = (pixel) => test.levels[from + pixel]! / highest;
    made.set(index, picture);
    return picture;
  };
}
