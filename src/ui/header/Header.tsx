/** The top bar: name, what runs the study, what takes it away, how the page looks. */
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { useLayout } from '../layout';
import { Icon } from '../parts/Icon';
import { IconButton } from '../parts/IconButton';
import { openDialog } from '../open-dialog';
import { Tip } from '../parts/Tip';
import { EngineBadge } from './EngineBadge';
import { FileActions } from './FileActions';
import { Logo } from './Logo';
import { RunControls } from './RunControls';
import { ThemeSwitch } from './ThemeSwitch';
import { commandKey } from './keys';

/** See the file's header. */
export function Header() {
  const layout = useLayout();
  return (
    <header className="header">
      <h1 className="brand">
        <Logo />
        Thalweg
      </h1>
      <RunControls />
      <div className="header-right">
        {layout === 'phone' ? (
          <MoreMenu>
            <Actions />
          </MoreMenu>
        ) : (
          <Actions />
        )}
        <EngineBadge />
      </div>
    </header>
  );
}

function Actions() {
  return (
    <>
      <Tip text="Examples: studies to open and change">
        <button
          type="button"
          className="button button-quiet examples-button"
          aria-haspopup="dialog"
          data-testid="examples"
          onClick={() => openDialog('examples')}
        >
          <Icon name="gallery" />
          <span className="button-label">Examples</span>
        </button>
      </Tip>
      <FileActions />
      <span className="rule" aria-hidden="true" />
      <IconButton icon="search" label="Commands" keys={`${commandKey} K`} onClick={() => openDialog('commands')} />
      <IconButton icon="help" label="Keyboard shortcuts" keys="?" onClick={() => openDialog('shortcuts')} />
      <ThemeSwitch />
    </>
  );
}

/** On a phone the actions wait behind one button. */
function MoreMenu({ children }: { readonly children: ReactNode }) {
  return (
    <Popover.Root>
      <Popover.Trigger className="icon-button" aria-label="More actions">
        <Icon name="more" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover more-menu" align="end" sideOffset={4} aria-label="More actions">
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
