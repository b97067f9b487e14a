/** For a text outside the loss language: the offer to run it as plain JavaScript, and what that costs; later the way back. */
import { openDialog, useOpenDialog } from '../open-dialog';
import { Modal } from '../parts/Modal';
import { appStore, useApp } from '../stores';

/** Under the editor; nothing where the language reads the text, or nobody could run it. */
export function PlainJavaScript() {
  const plain = useApp((state) => state.compile.plain);
  // A mistake that is being typed over a plain loss leaves that in force.
  const isInForce = useApp((state) => state.compile.loss?.plain !== undefined);
  if (plain === 'chosen' || plain === 'failed' || (isInForce && plain === undefined)) return <Chosen />;
  return plain === 'offered' ? <Offer /> : null;
}

function Offer() {
  const isOpen = useOpenDialog() === 'plain-javascript';
  return (
    <div className="plain-note" data-testid="plain-offer">
      <p>It is JavaScript all the same, and can run as it stands: in a sandbox, and without exact derivatives.</p>
      <button type="button" className="button button-small" onClick={() => openDialog('plain-javascript')}>
        Run as plain JavaScript…
      </button>
      <Modal
        title="Run as plain JavaScript?"
        description="The text is not read by the loss language but executed as it stands, also while you edit it. Another text, a link or a reload asks again."
        isOpen={isOpen}
        onOpenChange={() => openDialog(null)}
      >
        <div className="plain-terms">
          <section>
            <h3>What it loses</h3>
            <ul>
              <li>
                Exact derivatives: gradients are finite differences, good to about 8 digits and n + 1 evaluations each.
              </li>
              <li>dogleg and trust-exact, which need an exact Hessian; other Newton methods learn one.</li>
              <li>The GPU, the arrows of −∇f, the formula, and every check of the language.</li>
            </ul>
          </section>
          <section>
            <h3>What protects you</h3>
            <ul>
              <li>
                It runs in a worker of its own, in a frame of no origin: no network, no storage, no way to this page.
              </li>
              <li>A call that takes longer than 2 seconds is ended with its worker.</li>
              <li>
                Run only what you trust to be a loss all the same: it can keep a processor busy until it is ended.
              </li>
            </ul>
          </section>
          <div className="plain-actions">
            <button type="button" className="button" onClick={() => openDialog(null)}>
              Do not run it
            </button>
            <button
              type="button"
              className="button button-primary"
              onClick={() => {
                openDialog(null);
                appStore.getState().runAsPlainJavaScript();
              }}
            >
              Run it in the sandbox
            </button>
          </div>
        </div>
      </Modal>
    </div>
  );
}

function Chosen() {
  return (
    <div className="plain-note" data-testid="plain-chosen">
      <p>
        <strong>Plain JavaScript</strong> in a sandbox: finite differences, no GPU, at most 2 s for a call.
      </p>
      <button type="button" className="button button-small" onClick={() => appStore.getState().leavePlainJavaScript()}>
        Back to the loss language
      </button>
    </div>
  );
}
