/** The loss editor: CodeMirror 6 with highlighting, brackets, history, completion and the compiler's underlines. */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics, type Diagnostic as LintDiagnostic } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import type { Diagnostic, Language } from '../types';
import { createAssistant, type Assistance } from './assist/extensions';
import { editorTheme, lossHighlight } from './editor-theme';

interface EditorOptions {
  readonly text: string;
  readonly labelledBy: string;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  /** what can be done about a mistake at one press */
  readonly repairOf: (diagnostic: Diagnostic) => { readonly label: string; readonly apply: () => void } | null;
  readonly assistance: Omit<Assistance, 'language'>;
}

export interface LossEditorHandle {
  /** replaces the text when it differs; not reported back as typing */
  setText(text: string): void;
  setLanguage(language: Language): void;
  setDiagnostics(diagnostics: readonly Diagnostic[]): void;
  destroy(): void;
}

const noGrammar: Extension = [];
const fromStore = Annotation.define<boolean>();

const example = `Paste a loss: JavaScript, Python or a formula.

(x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2`;

/** Puts an editor into `parent`. */
export function createEditor(parent: HTMLElement, options: EditorOptions): LossEditorHandle {
  const language = new Compartment();
  let current: Language = 'javascript';
  const assistant = createAssistant({ ...options.assistance, language: () => current });
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        // Before the default keys, where Mod-Enter inserts a line; and not again through the page's own shortcut.
        keymap.of([{ key: 'Mod-Enter', run: () => (options.onRun(), true), stopPropagation: true }]),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of('  '),
        bracketMatching(),
        closeBrackets(),
        assistant.extension,
        placeholder(example),
        EditorView.lineWrapping,
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({
          'aria-labelledby': options.labelledBy,
          'aria-description':
            'Press Escape, then Tab to leave the editor. Control or Command and I explains the name at the cursor.',
        }),
        EditorView.updateListener.of((update) => {
          const isTyping = update.docChanged && !update.transactions.some((each) => each.annotation(fromStore));
          if (isTyping) options.onChange(update.state.doc.toString());
        }),
        syntaxHighlighting(lossHighlight),
        editorTheme,
        language.of(noGrammar),
      ],
    }),
  });
  return {
    setText(text) {
      if (text === view.state.doc.toString()) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        annotations: fromStore.of(true),
      });
    },
    setLanguage(next) {
      if (next === current && language.get(view.state) !== noGrammar) return;
      current = next;
      view.dispatch({ effects: language.reconfigure(grammarOf(next)) });
      assistant.languageChanged(view);
    },
    setDiagnostics(diagnostics) {
      const { length } = view.state.doc;
      view.dispatch(
        setDiagnostics(
          view.state,
          diagnostics.map((each) => lintOf(each, length, options.repairOf(each))),
        ),
      );
    },
    destroy: () => view.destroy(),
  };
}

/** A formula is close enough to JavaScript for colors. */
export function grammarOf(language: Language): Extension {
  return language === 'python' ? python() : javascript();
}

/** Ranges may be a keystroke older than the text: they are cut to it. An empty range underlines one character. */
function lintOf(diagnostic: Diagnostic, length: number, repair: ReturnType<EditorOptions['repairOf']>): LintDiagnostic {
  const from = Math.min(diagnostic.from, Math.max(0, length - 1));
  return {
    from,
    to: Math.min(length, Math.max(from + 1, diagnostic.to)),
    severity: diagnostic.severity,
    message: diagnostic.message,
    ...(repair && { actions: [{ name: repair.label, apply: () => repair.apply() }] }),
    renderMessage: () => {
      const box = document.createElement('div');
      box.className = 'lint-message';
      const title = document.createElement('strong');
      title.textContent = diagnostic.message;
      const remedy = document.createElement('span');
      remedy.textContent = diagnostic.remedy;
      box.append(title, remedy);
      return box;
    },
  };
}
