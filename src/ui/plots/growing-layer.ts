/**
 * A layer that keeps what has been painted, so that a frame paints only what is new of ten thousand marks.
 *
 * Things are only ever added at the end; a picture that must lose some (the timeline goes back, a trace was thinned) or that looks
 * otherwise (another plane, color or size) begins anew. Marks that are painted opaque and laid on with an alpha look as one path does:
 * where they overlap, nothing gets darker.
 */
export class GrowingLayer<T> {
  private canvas: HTMLCanvasElement | null = null;
  private look: readonly unknown[] = [];
  private count = 0;
  private last: T | undefined;

  /** Paints what is new and lays the whole layer on the canvas below it.
   *  @param things  all of them, in the order in which they are painted
   *  @param count   how many of them are to be seen
   *  @param look    what the marks depend on besides the things
   *  @param alpha   of the layer, times the context's own
   *  @param paint   paints new things in the coordinates of `context` */
  lay(
    context: CanvasRenderingContext2D,
    things: readonly T[],
    count: number,
    look: readonly unknown[],
    alpha: number,
    paint: (context: CanvasRenderingContext2D, fresh: readonly T[]) => void,
  ): void {
    const canvas = (this.canvas ??= document.createElement('canvas'));
    const layer = canvas.getContext('2d');
    if (!layer) throw new Error('This browser refused a 2-D canvas.');
    const { width, height } = context.canvas;
    const now = [...look, width, height];
    if (!this.goesOn(things, count, now)) {
      // Setting a size clears, whether or not it is another one.
      Object.assign(canvas, { width, height });
      this.look = now;
      this.count = 0;
    }
    if (this.count < count) {
      layer.setTransform(context.getTransform());
      paint(layer, things.slice(this.count, count));
      this.count = count;
      this.last = things[count - 1];
    }
    context.save();
    context.resetTransform();
    context.globalAlpha *= alpha;
    context.drawImage(canvas, 0, 0);
    context.restore();
  }

  private goesOn(things: readonly T[], count: number, look: readonly unknown[]): boolean {
    if (this.count > count || (this.count > 0 && things[this.count - 1] !== this.last)) return false;
    return look.length === this.look.length && look.every((part, i) => part === this.look[i]);
  }
}
