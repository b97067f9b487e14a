/** Everything around the landscape, as one chunk that loads after the first picture. */
import type { ReactNode } from 'react';
import { ConvergenceDataDialog, LandscapeDataDialog } from './DataDialogs';
import { ConvergencePanel } from './convergence/ConvergencePanel';
import { useOpenDialog } from './dialogs';
import { CommandPalette } from './header/CommandPalette';
import { Header } from './header/Header';
import { Shortcuts } from './header/Shortcuts';
import { ShortcutsDialog } from './header/ShortcutsDialog';
import { LandscapeFooter } from './landscape/LandscapeFooter';
import { LandscapeTools } from './landscape/LandscapeTools';
import { MethodsPanel } from './methods/MethodsPanel';
import { RunSettings } from './methods/RunSettings';
import { Notice } from './Notice';
import { TipProvider } from './parts/Tip';
import { PlayBar } from './playback/PlayBar';
import { ProblemPanel } from './problem/ProblemPanel';
import { ResultsPanel } from './results/ResultsPanel';

const withTips = (content: ReactNode): ReactNode => <TipProvider>{content}</TipProvider>;

/** The top bar, with what belongs to no place: shortcuts, dialogs, messages. */
export function HeaderWithDialogs() {
  const open = useOpenDialog();
  return withTips(
    <>
      <Header />
      <Shortcuts />
      <CommandPalette isOpen={open === 'commands'} />
      <ShortcutsDialog isOpen={open === 'shortcuts'} />
      <LandscapeDataDialog isOpen={open === 'landscape-data'} />
      <ConvergenceDataDialog isOpen={open === 'convergence-data'} />
      <Notice />
    </>,
  );
}

/** The set-up column. */
export function SetupPanel() {
  return withTips(
    <div className="setup">
      <ProblemPanel />
      <MethodsPanel />
      <RunSettings />
    </div>,
  );
}

/** The two panels that show runs. */
export const ConvergencePanelWithTips = (): ReactNode => withTips(<ConvergencePanel />);
export const ResultsPanelWithTips = (): ReactNode => withTips(<ResultsPanel />);

/** The timeline. */
export const Timeline = (): ReactNode => withTips(<PlayBar />);

/** The landscape's tools and footer. */
export const Tools = (): ReactNode => withTips(<LandscapeTools />);
export const Footer = LandscapeFooter;
