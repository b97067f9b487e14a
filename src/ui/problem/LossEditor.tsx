/** The text of the loss: language, editor (a lazy chunk) and what the compiler says of it. */
import { lazy, Suspense } from 'react';
import { Select } from '../parts/Select';
import { appStore, useApp } from '../stores';
import type { AppState } from '../types';
import { CompileLine } from './CompileLine';
import { PlainJavaScript } from './PlainJavaScript';

type Language = AppState['problem']['language'];

const CodeEditor = lazy(() => import('./CodeEditor'));

const names: Readonly<Record<Exclude<Language, 'auto'>, string>> = {
  javascript: 'JavaScript',
  python: 'Python',
  formula: 'Formula',
};

/** See the file's header. */
export function LossEditor() {
  const language = useApp((state) => state.problem.language);
  const detected = useApp((state) => state.compile.loss?.language);
  const hasErrors = useApp((state) => state.compile.status === 'error');
  const items = [
    { value: 'auto' as const, label: detected && !hasErrors ? `Auto (${names[detected]})` : 'Auto' },
    { value: 'javascript' as const, label: names.javascript },
    { value: 'python' as const, label: names.python },
    { value: 'formula' as const, label: names.formula },
  ];
  return (
    <div className="loss">
      <div className="loss-head">
        <h3 id="loss-heading">Loss</h3>
        <Select
          label="Language of the loss"
          size="small"
          value={language}
          items={items}
          onChange={(next) => appStore.getState().setLanguage(next)}
        />
      </div>
      <div className="editor" data-testid="editor" data-invalid={hasErrors}>
        <Suspense fallback={<PlainText />}>
          <CodeEditor labelledBy="loss-heading" />
        </Suspense>
      </div>
      <CompileLine />
      <PlainJavaScript />
    </div>
  );
}

/** The text before the editor is there. */
function PlainText() {
  const text = useApp((state) => state.problem.text);
  return <pre className="editor-plain">{text}</pre>;
}
