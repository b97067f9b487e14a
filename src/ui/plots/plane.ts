/** The plane of the two shown coordinates: where it lies on the canvas and how data map to it. */
import type { Rect, Scale } from './scale';

export interface Plane {
  readonly rect: Rect;
  readonly x: Scale;
  readonly y: Scale;
  readonly axes: readonly [number, number];
}
