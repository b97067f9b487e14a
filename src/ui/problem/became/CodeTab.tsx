/** Generated code, to be read and copied: the value, or the gradient. */
import { useEffect, useRef, useState } from 'react';
import { CopyButton } from '../../parts/CopyButton';
import { Segmented } from '../../parts/Segmented';
import type { Code } from '../../types';
import { createCodeView } from './code-view';

interface CodeTabProps {
  readonly language: 'javascript' | 'wgsl';
  readonly code: Code;
  readonly note: string;
}

const titles = { javascript: 'JavaScript', wgsl: 'WGSL' } as const;

/** See the file's header. */
export function CodeTab({ language, code, note }: CodeTabProps) {
  const [part, setPart] = useState<keyof Code>('value');
  const host = useRef<HTMLDivElement>(null);
  const text = code[part].trim();
  const name = `${titles[language]} of the ${part}`;
  useEffect(() => {
    if (!host.current) return;
    return createCodeView(host.current, text, language, name);
  }, [text, language, name]);
  return (
    <>
      <div className="became-head">
        <Segmented
          label="Which function"
          value={part}
          items={[
            { value: 'value', label: 'Value' },
            { value: 'gradient', label: 'Gradient' },
          ]}
          onChange={setPart}
        />
        <CopyButton text={text} label={name} />
      </div>
      <p className="became-note">{note}</p>
      <div ref={host} className="became-code" />
    </>
  );
}
