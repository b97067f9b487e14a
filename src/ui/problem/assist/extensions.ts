/** Completion and explanations as extensions of the loss editor. */
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { Prec, StateEffect, StateField, type Extension } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, showTooltip, tooltips, type Tooltip } from '@codemirror/view';
import type { Language, NameInfo, Vocabulary } from '../../types';
import { cardElement, cardOfName, cardOfWord, cardText, type Card } from './card';
import { suggestionsAt, wordAt, type Suggestion } from './suggestions';
import { boundNames, isProse } from './syntax';

/** Where the editor's knowledge comes from. */
export interface Assistance {
  readonly language: () => Language;
  readonly vocabulary: () => Promise<Vocabulary | null>;
  /** what stands at a position, evaluated at the point that `where` names */
  readonly explain: (position: number) => Promise<{ readonly info: NameInfo; readonly where: string } | null>;
}

/** Options in view. There is no scrolling inside the list, which a keyboard could not reach: arrows turn the page. */
const pageOfOptions = 9;
/** What the editor takes, and what it says when the text turns out to be in another language. */
export interface Assistant {
  /** completion as one types, a card under the pointer, and the same card at the cursor by Ctrl/Cmd+I */
  readonly extension: Extension;
  /** looks again for completions of the word that is being typed, however long the language took to become known */
  languageChanged(view: EditorView): void;
}

/** Makes the extensions of one editor. */
export function createAssistant(source: Assistance): Assistant {
  let hasJustTyped = false;
  let isSecondLook = false;
  const escape = (view: EditorView): boolean => {
    hasJustTyped = false;
    return closeCompletion(view) || closeCard(view);
  };
  const extension = [
    autocompletion({
      override: [(context) => complete(source, context, context.explicit && !isSecondLook)],
      icons: false,
      maxRenderedOptions: pageOfOptions,
      addToOptions: [{ render: renderDoc, position: 90 }],
    }),
    EditorView.updateListener.of(({ transactions }) => {
      const last = transactions.findLast((each) => each.docChanged || each.selection);
      if (last) hasJustTyped = last.isUserEvent('input.type');
    }),
    // Before the page's own Escape, which cancels a study, and before the Tab that indents.
    Prec.highest(
      keymap.of([
        { key: 'Escape', run: escape, stopPropagation: true },
        { key: 'Tab', run: acceptCompletion },
        { key: 'Mod-i', run: (view) => openCard(source, view), stopPropagation: true },
        ...completionKeymap,
      ]),
    ),
    hoverTooltip((view, position) => tooltipAt(source, view, position), { hoverTime: 250 }),
    cardField,
    tooltips({ position: 'fixed' }),
  ];
  return {
    extension,
    languageChanged(view) {
      if (!view.hasFocus || !hasJustTyped) return;
      isSecondLook = true;
      startCompletion(view);
      // CodeMirror asks in a task of its own, at once.
      setTimeout(() => (isSecondLook = false), 100);
    },
  };
}

async function complete(
  source: Assistance,
  context: CompletionContext,
  explicit: boolean,
): Promise<CompletionResult | null> {
  const { state, pos } = context;
  const vocabulary = await source.vocabulary();
  if (!vocabulary || context.aborted) return null;
  // Only now: the language may have become known meanwhile, and CodeMirror hears of no second look while one goes on.
  const language = source.language();
  if (language !== 'formula' && isProse(state, pos)) return null;
  const locals = boundNames(state, language, pos);
  const found = suggestionsAt(vocabulary, language, state.doc.toString(), pos, locals, explicit);
  return found && { from: found.from, options: found.words.map(optionOf) };
}

interface DocumentedCompletion extends Completion {
  readonly doc: string;
}

function optionOf({ name, kind, signature, doc }: Suggestion): DocumentedCompletion {
  return { label: name, detail: signature, type: kind, doc, boost: kind === 'local' ? 20 : 0 };
}

/** One line on what it does; the style sheet shows it for the selected option. */
function renderDoc(completion: Completion): Node {
  const element = document.createElement('span');
  element.className = 'completion-doc';
  element.textContent = (completion as DocumentedCompletion).doc;
  return element;
}

async function cardAt(
  source: Assistance,
  view: EditorView,
  position: number,
): Promise<{ card: Card; from: number; to: number } | null> {
  const { state } = view;
  const language = source.language();
  if (language !== 'formula' && isProse(state, position) && isProse(state, position + 1)) return null;
  const text = state.doc.toString();
  const known = await source.explain(position);
  if (known && view.state.doc.eq(state.doc)) {
    const { info, where } = known;
    const { from, to } = info;
    return { card: cardOfName(info, text.slice(from, to), where), from, to };
  }
  // A text that does not compile still has words of the language in it.
  const vocabulary = await source.vocabulary();
  const found = vocabulary && wordAt(vocabulary, language, text, position);
  return found && { card: cardOfWord(found.word, found.spelled), from: found.from, to: found.to };
}

async function tooltipAt(source: Assistance, view: EditorView, position: number): Promise<Tooltip | null> {
  const found = await cardAt(source, view, position);
  if (!found) return null;
  return { pos: found.from, end: found.to, above: true, create: () => ({ dom: cardElement(found.card) }) };
}

const setCard = StateEffect.define<Tooltip | null>();

/** The card that was asked for at the cursor; moving or typing takes it away. */
const cardField = StateField.define<Tooltip | null>({
  create: () => null,
  update(card, transaction) {
    for (const effect of transaction.effects) if (effect.is(setCard)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : card;
  },
  provide: (field) => showTooltip.from(field),
});

function openCard(source: Assistance, view: EditorView): boolean {
  const { state } = view;
  void cardAt(source, view, state.selection.main.head).then((found) => {
    if (view.state.doc !== state.doc || view.state.selection.main.head !== state.selection.main.head) return;
    if (!found) {
      view.dispatch({ effects: [setCard.of(null), EditorView.announce.of('Nothing is known of this place.')] });
      return;
    }
    const create = () => ({ dom: cardElement(found.card) });
    const effects = [
      setCard.of({ pos: found.from, end: found.to, above: true, create }),
      EditorView.announce.of(cardText(found.card)),
    ];
    view.dispatch({ effects });
  });
  return true;
}

function closeCard(view: EditorView): boolean {
  if (!view.state.field(cardField)) return false;
  view.dispatch({ effects: setCard.of(null) });
  return true;
}
