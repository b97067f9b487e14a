/**
 * The first second: a sketch of the page with the landscape in its place, painted before React is asked for. The
 * sketch has the sizes of the real layout (App.tsx), so that nothing jumps when that takes over.
 */
import { landscapeElement } from './landscape/the-stage';

const LONGEST_WAIT_MILLISECONDS = 1500;

/** Puts the sketch into `root`; resolves when the landscape is painted, or when it is time to go on without. */
export function bootFirstPicture(root: HTMLElement): Promise<void> {
  const sketch = part('app boot');
  const header = part('header');
  const brand = document.createElement('h1');
  brand.className = 'brand';
  brand.textContent = 'Thalweg';
  header.append(brand);
  const panel = part('panel boot-landscape');
  const frame = part('stage-frame');
  frame.append(landscapeElement());
  panel.append(part('panel-head'), frame, part('panel-foot'));
  const desk = part('boot-desk');
  desk.append(part('setup'), panel, part('panel boot-convergence'), part('playbar'), part('panel boot-results'));
  sketch.append(header, desk);
  root.replaceChildren(sketch);
  return new Promise((resolve) => {
    addEventListener('thalweg:first-landscape', () => resolve(), { once: true });
    setTimeout(resolve, LONGEST_WAIT_MILLISECONDS);
  });
}

function part(className: string): HTMLElement {
  const made = document.createElement('div');
  made.className = className;
  return made;
}
