/** A loop while its body is being evaluated. */
import type { Range } from '../syntax/tree';
import type { Completion, Context, OpenLoop } from './context';
import type { LoopFrame } from './tensors';
import { type Cell, type Value, Tensor, nextStamp } from './values';

/** A loop to be run. */
export interface LoopSpec {
  readonly length: number;
  /** range of `for …`, for messages */
  readonly header: Range;
  /** Variables from before the loop that its body assigns. More may be found on the way. */
  readonly assigned: readonly Cell[];
  /** One iteration: binds the loop variable to the element at `index` and runs the body. */
  readonly iteration: (index: Value) => Completion;
}

/** An open loop with its axis. */
export interface VectorLoop extends OpenLoop {
  readonly frame: LoopFrame;
}

/** Opens a loop: its axis is the next one. */
export function openLoop(
  context: Context,
  kind: 'vector' | 'scan',
  length: number,
  carried: Set<Cell>,
  element: LoopFrame['element'],
): VectorLoop {
  const stamp = nextStamp();
  const depth = context.ops.depth;
  const frame: LoopFrame = { depth, length, stamp, element };
  const loop: VectorLoop = {
    stamp,
    kind,
    depth,
    carried,
    created: [],
    touches: [],
    wholeReads: new Set(),
    written: new Set(),
    frame,
  };
  context.ops.frames.push(frame);
  context.loops.push(loop);
  return loop;
}

/** Closes the innermost loop. */
export function closeLoop(context: Context): void {
  context.ops.frames.pop();
  context.loops.pop();
}

/** Removes a loop axis of extent 1. */
export function dropAxis(context: Context, tensor: Tensor, depth: number): Tensor {
  const { batch, level, type, dimension } = tensor;
  if (batch <= depth) return new Tensor(tensor.node, batch, level, type, depth, dimension);
  const shape = tensor.node.shape.filter((_, axis) => axis !== depth);
  return new Tensor(context.graph.reshape(tensor.node, shape), batch - 1, level, type, depth, dimension);
}
