/**
 * The page's one landscape stage. It is made before React has loaded, so that the first picture waits for nothing, and
 * is later moved into its panel; a change of layout moves it again, with Plotly and all.
 */
import { appStore, viewStore } from '../stores';
import { attachPointer } from './pointer';
import { LandscapeStage } from './stage';

/** Id of the hidden text that describes the picture (LandscapePanel writes it). */
export const SUMMARY_ID = 'landscape-summary';

let element: HTMLElement | null = null;

/** The stage's element, made on the first call. */
export function landscapeElement(): HTMLElement {
  element ??= make();
  return element;
}

function make(): HTMLElement {
  const host = document.createElement('div');
  host.className = 'stage';
  host.dataset['testid'] = 'landscape';
  const field = layer('canvas', '');
  const contours = layer('div', 'contours');
  const limits = layer('canvas', 'limits');
  const overlay = layer('canvas', 'overlay');
  field.setAttribute('aria-hidden', 'true');
  contours.setAttribute('aria-hidden', 'true');
  limits.setAttribute('aria-hidden', 'true');
  // No HTML element is a plane with a point in it: the canvas itself takes focus and arrow keys.
  overlay.tabIndex = 0;
  overlay.setAttribute('role', 'application');
  overlay.setAttribute(
    'aria-label',
    'Landscape. Arrow keys move the start point, plus and minus zoom, 0 shows the whole domain.',
  );
  overlay.setAttribute('aria-describedby', SUMMARY_ID);
  host.append(field, contours, limits, overlay);
  attachPointer(new LandscapeStage({ host, field, contours, limits, overlay }));
  const mark = (): void => {
    const { compile, landscape } = appStore.getState();
    host.dataset['stale'] = String(compile.status === 'error' && landscape !== null);
    host.dataset['hovering'] = String(viewStore.getState().hover !== null);
  };
  mark();
  appStore.subscribe(mark);
  viewStore.subscribe(mark);
  return host;
}

function layer<K extends 'canvas' | 'div'>(tag: K, name: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = `layer ${name}`.trim();
  return made;
}
