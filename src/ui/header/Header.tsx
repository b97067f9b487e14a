/** The top bar: name, what runs the study, what takes it away, how the page looks. */
import { IconButton } from '../parts/IconButton';
import { openDialog } from '../dialogs';
import { EngineBadge } from './EngineBadge';
import { FileActions } from './FileActions';
import { Logo } from './Logo';
import { RunControls } from './RunControls';
import { ThemeSwitch } from './ThemeSwitch';
import { commandKey } from './keys';

/** See the file's header. */
export function Header() {
  return (
    <header className="header">
      <h1 className="brand">
        <Logo />
        Thalweg
      </h1>
      <RunControls />
      <div className="header-right">
        <FileActions />
        <span className="rule" aria-hidden="true" />
        <IconButton icon="search" label="Commands" keys={`${commandKey} K`} onClick={() => openDialog('commands')} />
        <IconButton icon="help" label="Keyboard shortcuts" keys="?" onClick={() => openDialog('shortcuts')} />
        <ThemeSwitch />
        <EngineBadge />
      </div>
    </header>
  );
}
