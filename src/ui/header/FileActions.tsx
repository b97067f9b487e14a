/** Taking a study away and bringing it back: link, JSON out, JSON in; and undo of settings. */
import { useRef, useState } from 'react';
import { IconButton } from '../parts/IconButton';
import { appStore, dataLeftOut } from '../stores';
import { copyLink, downloadStudy } from './files';
import { commandKey } from './keys';

/** See the file's header. */
export function FileActions() {
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const copy = (): void => {
    void copyLink().then((isCopied) => {
      const names = dataLeftOut(appStore.getState());
      setLeftOut(names);
      setCopied(isCopied ? 'yes' : 'failed');
      // More to read stays longer.
      setTimeout(() => setCopied('no'), names.length > 0 ? 6000 : 1800);
    });
  };
  const copyText = { no: 'Copy link to this study', yes: linkCopied(leftOut), failed: 'Copy the address bar instead' }[
    copied
  ];
  return (
    <fieldset className="header-group" aria-label="Study file">
      <IconButton icon="undo" label="Undo" keys={`${commandKey} Z`} onClick={() => appStore.getState().undo()} />
      <IconButton icon="redo" label="Redo" keys={`${commandKey} Shift Z`} onClick={() => appStore.getState().redo()} />
      <span className="rule" aria-hidden="true" />
      <IconButton icon={copied === 'yes' ? 'check' : 'link'} label={copyText} onClick={copy} data-testid="copy-link" />
      <IconButton icon="download" label="Export JSON" data-testid="export" onClick={() => void downloadStudy()} />
      <IconButton icon="upload" label="Import JSON" onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        className="visually-hidden"
        tabIndex={-1}
        aria-label="Study file to import"
        data-testid="import"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void file.text().then((text) => appStore.getState().importStudy(text));
        }}
      />
      <output className="visually-hidden">{copied === 'no' ? '' : copyText}</output>
    </fieldset>
  );
}

/** A link has no room for large data: whoever opens it is asked for them. */
const linkCopied = (leftOut: readonly string[]): string =>
  leftOut.length === 0
    ? 'Link copied'
    : `Link copied. The numbers of ${leftOut.join(', ')} are too many for it: send the exported JSON, or the data along`;
