/** A dialog with a title, a description for assistive technology and a close button. */
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon } from './Icon';

interface ModalProps {
  readonly title: string;
  readonly description: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly children: ReactNode;
  readonly size?: 'normal' | 'wide';
}

/** See the file's header. */
export function Modal({ title, description, isOpen, onOpenChange, children, size = 'normal' }: ModalProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="modal-overlay" />
        <Dialog.Content className={`modal modal-${size}`}>
          <header className="modal-header">
            <Dialog.Title className="modal-title">{title}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <Icon name="close" />
            </Dialog.Close>
          </header>
          <Dialog.Description className="modal-description">{description}</Dialog.Description>
          <div className="modal-body">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
