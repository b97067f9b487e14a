/**
 * What loads after the first picture. The budget of the first second is spent on React, the store and the stage;
 * panels, dialogs and their primitives are asked for once the landscape is painted, or when there is none to wait for.
 */
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';

const LONGEST_WAIT_MILLISECONDS = 1500;

const firstPicture = new Promise<void>((resolve) => {
  addEventListener('thalweg:first-landscape', () => resolve(), { once: true });
  setTimeout(resolve, LONGEST_WAIT_MILLISECONDS);
});

type Chrome = typeof import('./chrome');

let chrome: Promise<Chrome> | null = null;
const loadChrome = (): Promise<Chrome> => (chrome ??= firstPicture.then(() => import('./chrome')));

/** One component of the chunk, with what stands in its place until it is there. */
function fromChrome(pick: (module: Chrome) => ComponentType, placeholder: ReactNode): () => ReactNode {
  const Part = lazy(() => loadChrome().then((module) => ({ default: pick(module) })));
  return () => (
    <Suspense fallback={placeholder}>
      <Part />
    </Suspense>
  );
}

export const LazyHeader = fromChrome(
  (module) => module.HeaderWithDialogs,
  <header className="header">
    <h1 className="brand">Thalweg</h1>
  </header>,
);
export const LazySetup = fromChrome((module) => module.SetupPanel, <div className="setup" aria-busy="true" />);
export const LazyConvergence = fromChrome((module) => module.ConvergencePanelWithTips, <div className="panel" />);
export const LazyResults = fromChrome((module) => module.ResultsPanelWithTips, <div className="panel" />);
export const LazyTimeline = fromChrome((module) => module.Timeline, <div className="playbar" />);
export const LazyLandscapeTools = fromChrome((module) => module.Tools, null);
export const LazyLandscapeFooter = fromChrome((module) => module.Footer, <p className="panel-foot">&nbsp;</p>);
