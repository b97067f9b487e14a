/** The last message of the store: a toast for the eye, a live region for the ear. Errors stay until dismissed. */
import { useEffect } from 'react';
import { Icon } from './parts/Icon';
import { appStore, useApp } from './stores';

const SHOWN_MILLISECONDS = 4500;

/** See the file's header. */
export function Notice() {
  const notice = useApp((state) => state.notice);
  useEffect(() => {
    if (notice?.kind !== 'info') return;
    const timer = setTimeout(() => appStore.getState().dismissNotice(), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div className="notice-place" data-testid="notice">
      <output>{notice?.kind === 'info' ? <Toast key={notice.id} kind="info" text={notice.text} /> : null}</output>
      <div role="alert">
        {notice?.kind === 'error' ? <Toast key={notice.id} kind="error" text={notice.text} /> : null}
      </div>
    </div>
  );
}

function Toast({ kind, text }: { readonly kind: 'info' | 'error'; readonly text: string }) {
  return (
    <div className="notice" data-kind={kind}>
      {kind === 'error' ? <Icon name="warning" /> : <Icon name="check" />}
      <p>{text}</p>
      <button
        type="button"
        className="icon-button icon-button-small"
        aria-label="Dismiss message"
        onClick={() => appStore.getState().dismissNotice()}
      >
        <Icon name="close" size={14} />
      </button>
    </div>
  );
}
