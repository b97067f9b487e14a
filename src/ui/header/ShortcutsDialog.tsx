/** The list of shortcuts. */
import { Modal } from '../parts/Modal';
import { openDialog } from '../open-dialog';
import { editorShortcuts, landscapeShortcuts, shortcuts } from './keys';

/** Shown by `?`. */
export function ShortcutsDialog({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <Modal
      title="Keyboard shortcuts"
      description="Everything on the page can be done by keyboard."
      isOpen={isOpen}
      onOpenChange={(next) => openDialog(next ? 'shortcuts' : null)}
    >
      <KeyList heading="Anywhere" items={shortcuts} />
      <KeyList heading="In the loss" items={editorShortcuts} />
      <KeyList heading="On the landscape" items={landscapeShortcuts} />
    </Modal>
  );
}

function KeyList({ heading, items }: { readonly heading: string; readonly items: typeof shortcuts }) {
  return (
    <section className="key-list">
      <h3>{heading}</h3>
      <dl>
        {items.map((item) => (
          <div key={item.does}>
            <dt>
              {item.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{item.does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
