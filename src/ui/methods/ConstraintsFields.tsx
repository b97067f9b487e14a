/** The problem's constraints, one line each, in the loss's variables; under a line what the compiler makes of it. */
import { useRef } from 'react';
import { Icon } from '../parts/Icon';
import { IconButton } from '../parts/IconButton';
import { appStore, useApp } from '../stores';
import { ConstraintMessage } from './ConstraintMessage';

/** See the file's header. Enter adds a line, Backspace in an empty one removes it. */
export function ConstraintsFields() {
  const lines = useApp((state) => state.problem.constraints);
  const list = useRef<HTMLUListElement>(null);
  const focus = (index: number): void => {
    // After React has drawn the line.
    requestAnimationFrame(() => list.current?.querySelectorAll('input')[index]?.focus());
  };
  const add = (): void => {
    appStore.getState().addConstraint();
    focus(lines.length);
  };
  const remove = (index: number): void => {
    appStore.getState().removeConstraint(index);
    focus(Math.max(0, index - 1));
  };
  return (
    <section className="constraints" aria-label="Constraints" data-testid="constraints">
      <div className="constraints-head">
        <span>
          Constraints <span className="section-note">that the answer must keep</span>
        </span>
        <button type="button" className="button button-small" data-testid="constraint-add" onClick={add}>
          <Icon name="plus" size={14} />
          Add
        </button>
      </div>
      {lines.length === 0 ? null : (
        <ul ref={list} className="constraint-list">
          {lines.map((line, index) => (
            <ConstraintLine
              // A constraint is its place in the list: two may have the same text.
              key={index}
              index={index}
              text={line.text}
              onEnter={add}
              onRemove={() => remove(index)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface ConstraintLineProps {
  readonly index: number;
  readonly text: string;
  readonly onEnter: () => void;
  readonly onRemove: () => void;
}

function ConstraintLine({ index, text, onEnter, onRemove }: ConstraintLineProps) {
  const state = useApp(({ compile }) => compile.constraints[index]);
  const hasError = state?.diagnostics.some(({ severity }) => severity === 'error') ?? false;
  const messageId = `constraint-message-${index}`;
  return (
    <li className="constraint">
      <div className="constraint-row">
        <input
          type="text"
          className="input constraint-input"
          aria-label={`Constraint ${index + 1}`}
          aria-invalid={hasError}
          aria-describedby={messageId}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="x^2 + y^2 <= 2"
          value={text}
          onChange={(event) => appStore.getState().setConstraint(index, event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
              event.preventDefault();
              onEnter();
            } else if (event.key === 'Backspace' && text === '') {
              event.preventDefault();
              onRemove();
            }
          }}
        />
        <IconButton icon="close" label={`Remove constraint ${index + 1}`} side="right" onClick={onRemove} />
      </div>
      <ConstraintMessage id={messageId} text={text} state={state} />
    </li>
  );
}
