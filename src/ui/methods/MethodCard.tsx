/** One chosen method: its look, its name, what was changed, and behind them its summary and options. */
import { useState } from 'react';
import { Icon } from '../parts/Icon';
import { IconButton } from '../parts/IconButton';
import { Swatch } from '../parts/Swatch';
import { choiceLabel } from '../run-look';
import { appStore, useApp } from '../stores';
import type { MethodChoice } from '../types';
import { OptionForm } from './OptionForm';
import { lacksOf, needWords } from './words';

/** See the file's header. */
export function MethodCard({ choice }: { readonly choice: MethodChoice }) {
  const [isOpen, setIsOpen] = useState(false);
  const info = useApp((state) => state.methodsAvailable.find((method) => method.name === choice.method));
  const label = useApp((state) => choiceLabel(choice, state.choices));
  const lacks = useApp((state) => {
    const hasConstraints = state.compile.constraints.some(({ inForce }) => inForce !== null);
    const hasBounds = state.bounds?.some(([lo, hi]) => lo !== null || hi !== null) ?? false;
    return info ? lacksOf(info, { n: state.x0.length, hasBounds, hasConstraints }) : null;
  });
  const changed = Object.entries(choice.options);
  const bodyId = `options-${choice.key}`;
  return (
    <li className="card" data-testid="method-chip" data-open={isOpen}>
      <div className="card-head">
        <button
          type="button"
          className="card-toggle"
          aria-expanded={isOpen}
          aria-controls={isOpen ? bodyId : undefined}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Swatch style={choice.style} />
          <span className="card-name">{choice.method}</span>
          <span className="card-tags">
            {changed.slice(0, 2).map(([name, value]) => (
              <span key={name} className="tag numeric">
                {name} {String(value)}
              </span>
            ))}
            {changed.length > 2 ? <span className="tag">+{changed.length - 2}</span> : null}
          </span>
          <Icon name="chevron" size={14} />
        </button>
        <IconButton
          icon="close"
          label={`Remove ${label}`}
          side="right"
          onClick={() => appStore.getState().removeMethod(choice.key)}
        />
      </div>
      {lacks === null ? null : (
        <p className="card-lack">
          <Icon name="warning" size={13} />
          Cannot take {lacks}: it will not be run
        </p>
      )}
      {isOpen && info ? (
        <div className="card-body" id={bodyId}>
          <p className="card-summary">{info.summary}</p>
          <p className="card-source">
            Uses {needWords(info)}. {info.source}
          </p>
          <OptionForm choice={choice} specs={info.options} />
        </div>
      ) : null}
    </li>
  );
}
