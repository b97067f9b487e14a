/** Every command by name: type a few letters, press Enter. */
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { openDialog } from '../open-dialog';
import { searchRank } from '../parts/search';
import { useApp, useExamples } from '../stores';
import { commandGroups } from './commands';

/** Shown by Ctrl/Cmd+K. */
export function CommandPalette({ isOpen }: { readonly isOpen: boolean }) {
  return isOpen ? <OpenPalette /> : null;
}

function OpenPalette() {
  const methods = useApp((state) => state.methodsAvailable);
  const examples = useExamples();
  return (
    <Dialog.Root open onOpenChange={(next) => openDialog(next ? 'commands' : null)}>
      <Dialog.Portal>
        <Dialog.Overlay className="modal-overlay" />
        <Dialog.Content className="modal palette" aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">Commands</Dialog.Title>
          <Command label="Commands" loop filter={(name, search) => searchRank(name, search)}>
            <Command.Input className="picker-input palette-input" placeholder="Find a command, a problem, a method" />
            <Command.List className="picker-list" label="Commands">
              <Command.Empty className="picker-empty">Nothing by that name</Command.Empty>
              {commandGroups(methods, examples).map((group) => (
                <Command.Group key={group.heading} heading={group.heading} className="picker-group">
                  {group.commands.map((command) => (
                    <Command.Item
                      key={command.name}
                      value={command.name}
                      className="picker-item"
                      onSelect={() => {
                        openDialog(null);
                        command.run();
                      }}
                    >
                      <span className="picker-title">{command.name}</span>
                      {command.keys ? <kbd>{command.keys}</kbd> : null}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
