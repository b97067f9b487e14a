/** The page: which panels stand where on a wide screen, a narrow one and a phone. */
import { useEffect } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { ConvergencePanel } from './convergence/ConvergencePanel';
import { Header } from './header/Header';
import { LandscapePanel } from './landscape/LandscapePanel';
import { useLayout } from './layout';
import { PageDialogs } from './PageDialogs';
import { TipProvider } from './parts/Tip';
import { PhoneLayout } from './PhoneLayout';
import { startClock } from './playback/clock';
import { PlayBar } from './playback/PlayBar';
import { keepStillWhereAsked } from './playback/reduced-motion';
import { ResultsPanel } from './results/ResultsPanel';
import { SetupPanel } from './SetupPanel';

/** See the file's header. */
export function App() {
  const layout = useLayout();
  useEffect(() => startClock(), []);
  useEffect(() => keepStillWhereAsked(), []);
  return (
    <TipProvider>
      <div className="app" data-layout={layout}>
        <Header />
        <PageDialogs />
        {layout === 'phone' ? <PhoneLayout /> : <DesktopLayout isWide={layout === 'wide'} />}
      </div>
    </TipProvider>
  );
}

/** Set-up on the left; landscape and convergence side by side, or stacked where it is narrow; results below. */
function DesktopLayout({ isWide }: { readonly isWide: boolean }) {
  return (
    <main className="desk">
      <Group orientation="horizontal" className="desk-group">
        <Panel
          id="pane-setup"
          defaultSize={isWide ? 348 : 300}
          minSize={260}
          maxSize={560}
          groupResizeBehavior="preserve-pixel-size"
        >
          <SetupPanel />
        </Panel>
        <Separator className="separator" aria-label="Width of the set-up column" />
        <Panel id="pane-work" minSize={360}>
          <Group orientation="vertical">
            <Panel id="pane-plots" defaultSize={isWide ? '71' : '62'} minSize={240}>
              <div className="plots">
                {isWide ? <SideBySide /> : <LandscapePanel />}
                <PlayBar />
              </div>
            </Panel>
            <Separator className="separator" aria-label="Height of the results" />
            <Panel id="pane-results" defaultSize={isWide ? '29' : '38'} minSize={110}>
              {isWide ? (
                <ResultsPanel />
              ) : (
                <Group orientation="horizontal">
                  <Panel id="pane-narrow-convergence" defaultSize="45" minSize={220}>
                    <ConvergencePanel />
                  </Panel>
                  <Separator className="separator" aria-label="Width of the convergence plot" />
                  <Panel id="pane-narrow-results" minSize={220}>
                    <ResultsPanel />
                  </Panel>
                </Group>
              )}
            </Panel>
          </Group>
        </Panel>
      </Group>
    </main>
  );
}

function SideBySide() {
  return (
    <Group orientation="horizontal">
      <Panel id="pane-landscape" defaultSize="57" minSize={300}>
        <LandscapePanel />
      </Panel>
      <Separator className="separator" aria-label="Width of the landscape" />
      <Panel id="pane-convergence" minSize={260}>
        <ConvergencePanel />
      </Panel>
    </Group>
  );
}
