/** One panel at a time, with tabs under the thumb. All panels stay mounted: a tab must not lose a scroll or a text. */
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { ConvergencePanel } from './convergence/ConvergencePanel';
import { LandscapePanel } from './landscape/LandscapePanel';
import { PlayBar } from './playback/PlayBar';
import { ResultsPanel } from './results/ResultsPanel';
import { SetupPanel } from './SetupPanel';
import { useView, viewStore } from './stores';
import type { ViewState } from './types';

type PanelName = ViewState['panel'];

const tabs: readonly { readonly id: PanelName; readonly label: string }[] = [
  { id: 'problem', label: 'Set up' },
  { id: 'landscape', label: 'Landscape' },
  { id: 'convergence', label: 'Convergence' },
  { id: 'results', label: 'Results' },
];

/** See the file's header. */
export function PhoneLayout() {
  const panel = useView((state) => state.panel);
  return (
    <>
      <main className="phone">
        <PhonePanel id="problem">
          <SetupPanel />
        </PhonePanel>
        <PhonePanel id="landscape">
          <LandscapePanel />
        </PhonePanel>
        <PhonePanel id="convergence">
          <ConvergencePanel />
        </PhonePanel>
        <PhonePanel id="results">
          <ResultsPanel />
        </PhonePanel>
        {panel === 'problem' ? null : <PlayBar />}
      </main>
      <TabBar />
    </>
  );
}

function PhonePanel({ id, children }: { readonly id: PanelName; readonly children: ReactNode }) {
  const isShown = useView((state) => state.panel === id);
  return (
    <div role="tabpanel" id={`panel-${id}`} aria-labelledby={`tab-${id}`} className="phone-panel" hidden={!isShown}>
      {children}
    </div>
  );
}

/** Arrow keys move along the tabs, as the ARIA pattern has it. */
function TabBar() {
  const panel = useView((state) => state.panel);
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.id === panel);
    const next = tabs[(at + by + tabs.length) % tabs.length]!;
    viewStore.getState().setPanel(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <nav className="tabbar" aria-label="Panels">
      <div ref={list} role="tablist" tabIndex={-1} aria-label="Panels" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`tab-${tab.id}`}
            aria-selected={tab.id === panel}
            aria-controls={`panel-${tab.id}`}
            tabIndex={tab.id === panel ? 0 : -1}
            onClick={() => viewStore.getState().setPanel(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
    </nav>
  );
}
