/**
 * How often a tensor's memory has been rewritten. A derivative reads what went into its operation; had that been
 * overwritten in between, it would be the derivative of something else.
 */
import type { Tensor } from 'webgpu-torch';

const versions = new WeakMap<object, number>();

/** Times that the memory behind a tensor was rewritten. */
export const versionOf = (tensor: Tensor): number => versions.get(tensor.storage) ?? 0;

/** Called when the memory behind a tensor is rewritten. */
export const markRewritten = (tensor: Tensor): void => void versions.set(tensor.storage, versionOf(tensor) + 1);
