/**
 * Pointer, wheel and keys on the landscape: click or drag sets the start point, dragging the ground pans, the wheel and
 * two fingers zoom, arrow keys move the start. Gestures draw at once; the store hears of a new domain at their end.
 */
import { roundToPixel, zoomInterval } from '../plots/scale';
import { appStore, viewStore } from '../stores';
import { hoverAt } from './hover';
import type { LandscapeStage } from './stage';
import { resetDomain, storedBox, withBox, zoomDomain, type ViewBox } from './view-box';

const CLICK_SLOP = 4;
const WHEEL_REST_MILLISECONDS = 160;

interface Drag {
  readonly kind: 'start' | 'ground';
  readonly x: number;
  readonly y: number;
  readonly box: ViewBox;
  hasMoved: boolean;
}

/** Wires the overlay canvas; returns the way to take the listeners off. */
export function attachPointer(stage: LandscapeStage): () => void {
  const canvas = stage.elements.overlay;
  const controller = new AbortController();
  const { signal } = controller;
  const touches = new Map<number, { x: number; y: number }>();
  let drag: Drag | null = null;
  let wheelTimer: ReturnType<typeof setTimeout> | undefined;

  const local = (event: PointerEvent | WheelEvent): { x: number; y: number } => {
    const bounds = canvas.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };
  const box = (): ViewBox => stage.gesture.box ?? storedBox(appStore.getState());
  const commit = (): void => {
    const state = appStore.getState();
    const { gesture } = stage;
    if (!gesture.box) return;
    const next = gesture.box;
    gesture.box = null;
    state.setDomain(withBox(state, stage.isCurve ? { ...storedBox(state), x: next.x } : next));
    stage.invalidate();
  };
  const show = (next: ViewBox): void => {
    if (!isUsable(next)) return;
    stage.gesture.box = next;
    stage.invalidate();
  };
  const zoomAbout = (x: number, y: number, factor: number): void => {
    const plane = stage.plane();
    const now = box();
    show({
      x: zoomInterval(now.x, plane.x.toValue(x), factor),
      y: stage.isCurve ? now.y : zoomInterval(now.y, plane.y.toValue(y), factor),
    });
  };

  canvas.addEventListener(
    'pointerdown',
    (event) => {
      const at = local(event);
      if (event.button !== 0 || !isInside(stage, at)) return;
      canvas.setPointerCapture(event.pointerId);
      touches.set(event.pointerId, at);
      const reach = event.pointerType === 'touch' ? 26 : 14;
      drag = { kind: isNearStart(stage, at, reach) ? 'start' : 'ground', ...at, box: box(), hasMoved: false };
    },
    { signal },
  );
  canvas.addEventListener(
    'pointermove',
    (event) => {
      const at = local(event);
      const before = touches.get(event.pointerId);
      if (before && touches.size === 2) {
        pinch(stage, touches, event.pointerId, at, zoomAbout);
        drag = null;
        return;
      }
      if (before) touches.set(event.pointerId, at);
      stage.gesture.pointer = !drag && isInside(stage, at) && event.pointerType !== 'touch' ? at : null;
      stage.gesture.isStartActive = drag ? drag.kind === 'start' : isNearStart(stage, at, 14);
      canvas.style.cursor = drag?.hasMoved ? 'grabbing' : stage.gesture.isStartActive ? 'grab' : 'crosshair';
      if (!drag) viewStore.getState().setHover(hoverAt(stage, at));
      else dragTo(stage, drag, at, show);
      stage.invalidateOverlay();
    },
    { signal },
  );
  const release = (event: PointerEvent): void => {
    const at = local(event);
    touches.delete(event.pointerId);
    if (drag && !drag.hasMoved && event.type === 'pointerup') moveStart(stage, at);
    drag = null;
    commit();
  };
  canvas.addEventListener('pointerup', release, { signal });
  canvas.addEventListener('pointercancel', release, { signal });
  canvas.addEventListener(
    'pointerleave',
    () => {
      stage.gesture.pointer = null;
      stage.gesture.isStartActive = false;
      viewStore.getState().setHover(null);
      stage.invalidateOverlay();
    },
    { signal },
  );
  canvas.addEventListener(
    'wheel',
    (event) => {
      const at = local(event);
      if (!isInside(stage, at)) return;
      event.preventDefault();
      zoomAbout(at.x, at.y, Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004));
      clearTimeout(wheelTimer);
      wheelTimer = setTimeout(commit, WHEEL_REST_MILLISECONDS);
    },
    { signal, passive: false },
  );
  canvas.addEventListener('keydown', (event) => onKey(stage, event), { signal });
  return () => {
    clearTimeout(wheelTimer);
    controller.abort();
  };
}

function dragTo(stage: LandscapeStage, drag: Drag, at: { x: number; y: number }, show: (box: ViewBox) => void): void {
  if (!drag.hasMoved && Math.hypot(at.x - drag.x, at.y - drag.y) < CLICK_SLOP) return;
  drag.hasMoved = true;
  if (drag.kind === 'start') {
    moveStart(stage, at);
    return;
  }
  const { rect } = stage.plane();
  const dx = ((at.x - drag.x) / rect.width) * (drag.box.x[1] - drag.box.x[0]);
  const dy = ((at.y - drag.y) / rect.height) * (drag.box.y[1] - drag.box.y[0]);
  show({
    x: [drag.box.x[0] - dx, drag.box.x[1] - dx],
    y: stage.isCurve ? drag.box.y : [drag.box.y[0] + dy, drag.box.y[1] + dy],
  });
}

/** Two fingers: the picture scales with their distance, about their middle. */
function pinch(
  stage: LandscapeStage,
  touches: Map<number, { x: number; y: number }>,
  id: number,
  at: { x: number; y: number },
  zoomAbout: (x: number, y: number, factor: number) => void,
): void {
  const other = [...touches].find(([key]) => key !== id)?.[1];
  const before = touches.get(id);
  touches.set(id, at);
  if (!other || !before) return;
  const was = Math.hypot(before.x - other.x, before.y - other.y);
  const is = Math.hypot(at.x - other.x, at.y - other.y);
  if (was > 10 && is > 10) zoomAbout((at.x + other.x) / 2, (at.y + other.y) / 2, was / is);
  stage.gesture.pointer = null;
}

/** Puts the start point under a pixel, kept inside the shown box and rounded to what the pixel can say. */
function moveStart(stage: LandscapeStage, at: { x: number; y: number }): void {
  const state = appStore.getState();
  const { rect, x, y, axes } = stage.plane();
  const px = Math.min(rect.left + rect.width, Math.max(rect.left, at.x));
  const py = Math.min(rect.top + rect.height, Math.max(rect.top, at.y));
  const next = [...state.x0];
  next[axes[0]] = roundToPixel(x.toValue(px), Math.abs(x.toValue(1) - x.toValue(0)));
  if (!stage.isCurve) next[axes[1]] = roundToPixel(y.toValue(py), Math.abs(y.toValue(1) - y.toValue(0)));
  state.setStart(next);
}

function isNearStart(stage: LandscapeStage, at: { x: number; y: number }, reach: number): boolean {
  const { x0 } = appStore.getState();
  const plane = stage.plane();
  const sx = plane.x.toPixel(x0[plane.axes[0]] ?? Number.NaN);
  if (stage.isCurve) return Math.abs(at.x - sx) < reach && at.y > plane.rect.top + plane.rect.height - 40;
  return Math.hypot(at.x - sx, at.y - plane.y.toPixel(x0[plane.axes[1]] ?? Number.NaN)) < reach;
}

function isInside(stage: LandscapeStage, at: { x: number; y: number }): boolean {
  const { rect } = stage.plane();
  return at.x >= rect.left && at.x <= rect.left + rect.width && at.y >= rect.top && at.y <= rect.top + rect.height;
}

function isUsable(box: ViewBox): boolean {
  return [box.x, box.y].every(([lo, hi]) => {
    const span = hi - lo;
    return span > 1e-12 * Math.max(1, Math.abs(lo), Math.abs(hi)) && span < 1e12;
  });
}

function onKey(stage: LandscapeStage, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const plane = stage.plane();
  const pixels = event.shiftKey ? 1 : 10;
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (by) {
    const { x0 } = appStore.getState();
    const px = plane.x.toPixel(x0[plane.axes[0]] ?? 0) + by[0]! * pixels;
    const py = plane.y.toPixel(x0[plane.axes[1]] ?? 0) + by[1]! * pixels;
    moveStart(stage, { x: px, y: py });
  } else if (event.key === '+' || event.key === '=') zoomDomain(1 / 1.5);
  else if (event.key === '-') zoomDomain(1.5);
  else if (event.key === '0') resetDomain();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
