/** What the text of the loss became: its formula and gradient, its size, and the generated JavaScript and WGSL. */
import { useEffect, useState } from 'react';
import { openDialog } from '../../open-dialog';
import { Modal } from '../../parts/Modal';
import { Tabs } from '../../parts/Tabs';
import { languageDesk, useApp } from '../../stores';
import type { LossForms } from '../../types';
import { CodeTab } from './CodeTab';
import { FormulaTab } from './FormulaTab';

type Answer = { readonly forms: LossForms } | { readonly failure: string };

/** The default export that `lazy` needs. Shown from the compile line and the command palette. */
export default function BecameDialog() {
  const isAhead = useApp(({ compile, problem }) => compile.loss !== null && compile.loss.text !== problem.text);
  const isPlain = useApp(({ compile }) => compile.loss?.plain !== undefined);
  const answer = useForms();
  return (
    <Modal
      title="What the loss became"
      description={
        isAhead
          ? 'The last text that compiled; the one in the editor does not.'
          : 'The program that the text was compiled to: what the methods evaluate and what draws the landscape.'
      }
      isOpen
      size="wide"
      onOpenChange={() => openDialog(null)}
    >
      <div className="became">
        {isPlain ? (
          <p className="became-note">
            Nothing: this text is outside the loss language and runs as plain JavaScript, as it stands, in the sandbox.
            It has no formula, no exact gradient and no form for the GPU.
          </p>
        ) : answer === null ? (
          <output className="became-note">Writing it out…</output>
        ) : 'failure' in answer ? (
          <p className="became-note" role="alert">
            {answer.failure}
          </p>
        ) : (
          <Forms forms={answer.forms} />
        )}
      </div>
    </Modal>
  );
}

function Forms({ forms }: { readonly forms: LossForms }) {
  const { javascript, wgsl } = forms;
  return (
    <Tabs
      label="Forms of the loss"
      items={[
        { id: 'formula', title: 'Formula', content: <FormulaTab forms={forms} /> },
        {
          id: 'javascript',
          title: 'JavaScript',
          content: (
            <CodeTab
              language="javascript"
              code={javascript}
              note="Generated for the CPU, in f64: what the methods run. x0 is the point."
            />
          ),
        },
        {
          id: 'wgsl',
          title: 'WGSL',
          content: wgsl.ok ? (
            <CodeTab
              language="wgsl"
              code={wgsl}
              note="Generated for the GPU, in f32: landscapes, populations, many starts."
            />
          ) : (
            <p className="became-note">This loss has no form for the GPU: {wgsl.reason}</p>
          ),
        },
      ]}
    />
  );
}

/** Asks once for each loss that comes into force. */
function useForms(): Answer | null {
  const loss = useApp((state) => state.compile.loss);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    let isCurrent = true;
    languageDesk
      .forms()
      .then((forms): Answer => (forms ? { forms } : { failure: 'There is no loss yet: the text does not compile.' }))
      .catch((error: unknown): Answer => ({
        failure: `This could not be written out: ${error instanceof Error ? error.message : String(error)}`,
      }))
      .then((next) => {
        if (isCurrent) setAnswer(next);
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [loss]);
  return answer;
}
