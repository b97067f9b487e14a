/** Everything that has no place of its own on the page: dialogs, shortcuts, messages. */
import { lazy, Suspense } from 'react';
import { ConvergenceDataDialog, LandscapeDataDialog } from './DataDialogs';
import { useOpenDialog } from './open-dialog';
import { CommandPalette } from './header/CommandPalette';
import { Shortcuts } from './header/Shortcuts';
import { ShortcutsDialog } from './header/ShortcutsDialog';
import { Notice } from './Notice';

const GalleryDialog = lazy(() => import('./gallery/GalleryDialog'));
const DataDialog = lazy(() => import('./data/DataDialog'));
const BecameDialog = lazy(() => import('./problem/became/BecameDialog'));
const DigitsDialog = lazy(() => import('./digits/DigitsDialog'));

/** See the file's header. */
export function PageDialogs() {
  const open = useOpenDialog();
  return (
    <>
      <Shortcuts />
      <CommandPalette isOpen={open === 'commands'} />
      <ShortcutsDialog isOpen={open === 'shortcuts'} />
      <LandscapeDataDialog isOpen={open === 'landscape-data'} />
      <ConvergenceDataDialog isOpen={open === 'convergence-data'} />
      {open === 'became' ? (
        <Suspense>
          <BecameDialog />
        </Suspense>
      ) : null}
      {open === 'examples' ? (
        <Suspense>
          <GalleryDialog />
        </Suspense>
      ) : null}
      {open === 'data' ? (
        <Suspense>
          <DataDialog />
        </Suspense>
      ) : null}
      {open === 'digits' ? (
        <Suspense>
          <DigitsDialog />
        </Suspense>
      ) : null}
      <Notice />
    </>
  );
}
