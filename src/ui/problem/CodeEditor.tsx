/** Mounts CodeMirror and keeps it and the store in step: typing goes to the store, a picked problem comes back. */
import { useEffect, useRef } from 'react';
import { runAndPlay } from '../actions';
import { appStore, languageDesk, useApp } from '../stores';
import { currentPoint } from './assist/point';
import { repairOf } from './repairs';
import { createEditor, type LossEditorHandle } from './codemirror';

/** The default export that `lazy` needs. */
export default function CodeEditor({ labelledBy }: { readonly labelledBy: string }) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<LossEditorHandle | null>(null);
  const text = useApp((state) => state.problem.text);
  const diagnostics = useApp((state) => state.compile.diagnostics);
  const language = useApp((state) =>
    state.problem.language === 'auto'
      ? (state.compile.language ?? state.compile.loss?.language ?? 'javascript')
      : state.problem.language,
  );

  useEffect(() => {
    if (!host.current) return;
    const handle = createEditor(host.current, {
      text: appStore.getState().problem.text,
      labelledBy,
      onChange: (next) => appStore.getState().setText(next),
      onRun: () => void runAndPlay(),
      repairOf: (diagnostic) => repairOf(appStore.getState(), diagnostic),
      assistance: {
        vocabulary: () => languageDesk.vocabulary(),
        explain: async (position) => {
          const { x, where } = currentPoint();
          const info = await languageDesk.explain(position, x);
          return info && { info, where };
        },
      },
    });
    editor.current = handle;
    return () => handle.destroy();
  }, [labelledBy]);

  useEffect(() => editor.current?.setText(text), [text]);
  useEffect(() => editor.current?.setLanguage(language), [language]);
  useEffect(() => editor.current?.setDiagnostics(diagnostics), [diagnostics]);

  return <div ref={host} className="editor-host" />;
}
