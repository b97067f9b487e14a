/** The gallery: studies to open and change. Type to filter, Enter opens the first, arrows move among the cards. */
import { useMemo, useState, type KeyboardEvent } from 'react';
import { showExample } from '../actions';
import { openDigits } from '../digits/open-digits';
import { openDialog } from '../open-dialog';
import { Modal } from '../parts/Modal';
import { searchRank } from '../parts/search';
import { useExamples } from '../stores';
import type { Example } from '../types';
import { DigitsCard, matchesDigits } from './DigitsCard';
import { nextInGrid } from './grid-keys';
import { Thumbnail } from './Thumbnail';

/** The default export that `lazy` needs; mounted while it is open. */
export default function GalleryDialog() {
  const examples = useExamples();
  const [search, setSearch] = useState('');
  const groups = useMemo(() => grouped(examples, search), [examples, search]);
  const first = groups[0]?.[1][0];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('.example-card')];
    const next = nextInGrid(cards, document.activeElement, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <Modal
      title="Examples"
      description="Each opens as a study that you can change. Undo brings back what was there."
      isOpen
      size="wide"
      onOpenChange={() => openDialog(null)}
    >
      {/* Keys bubble here from the field and the cards: the element itself is no control. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className="gallery" data-testid="gallery" onKeyDown={onKeyDown}>
        <input
          type="search"
          className="input gallery-search"
          aria-label="Search examples"
          placeholder="Search by name, method or word"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            if (first) open(first.id);
            else if (matchesDigits(search)) openDigits();
          }}
        />
        {groups.map(([heading, items]) => (
          <section key={heading} className="gallery-group" aria-label={heading}>
            <h3>{heading}</h3>
            <ul className="gallery-cards">
              {items.map((example) => (
                <Card key={example.id} example={example} />
              ))}
            </ul>
          </section>
        ))}
        {matchesDigits(search) ? <DigitsCard /> : null}
        {groups.length === 0 && !matchesDigits(search) ? (
          <p className="picker-empty">
            {examples.length === 0 ? 'Loading the examples…' : 'No example has these words'}
          </p>
        ) : null}
      </div>
    </Modal>
  );
}

function Card({ example }: { readonly example: Example }) {
  const { id, title, story, n, methods } = example;
  const names = [...new Set(methods.map(({ method }) => method))];
  return (
    <li>
      <button type="button" className="example-card" data-example={id} onClick={() => open(id)}>
        <Thumbnail example={example} />
        <span className="example-text">
          <span className="example-title">{title}</span>
          <span className="example-meta">
            {n === 1 ? '1 variable' : `${n} variables`} · {names.slice(0, 3).join(', ')}
            {names.length > 3 ? ` and ${names.length - 3} more` : ''}
          </span>
          <span className="example-story">{story}</span>
        </span>
      </button>
    </li>
  );
}

function open(id: string): void {
  openDialog(null);
  void showExample(id);
}

/** The examples that have all words of the search, best first within their groups, in the gallery's order of groups. */
function grouped(examples: readonly Example[], search: string): readonly (readonly [string, readonly Example[]])[] {
  const rank = ({ title, group, story, look, methods }: Example): number =>
    searchRank(title, search, [group, story, look, ...methods.map(({ method }) => method)]);
  const groups = new Map<string, { readonly example: Example; readonly rank: number }[]>();
  for (const example of examples) {
    const entry = { example, rank: rank(example) };
    if (entry.rank > 0) groups.set(example.group, [...(groups.get(example.group) ?? []), entry]);
  }
  return Array.from(groups, ([heading, entries]) => [
    heading,
    entries.toSorted((a, b) => b.rank - a.rank).map(({ example }) => example),
  ]);
}
