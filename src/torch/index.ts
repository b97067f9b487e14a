/** The tensors' door: everything that other folders may use. Load it on demand: it brings webgpu-torch with it. */
export { nn, type Tensor } from 'webgpu-torch';
export { Closure, ClosureError, closureOf, type AnyClosure, type ClosureFunction } from './closure';
export {
  BasinHoppingWrapper,
  DifferentialEvolutionWrapper,
  DualAnnealingWrapper,
  SHGOWrapper,
} from './global-wrappers';
export { MinimizeWrapper, type BoundPair, type MinimizerArgs, type TensorResult } from './minimize-wrapper';
export { openTorch } from './open';
export { add, compare, div, mul, neg, scale, sub, type Operand } from './ops/arithmetic';
export { expand, reshape } from './ops/broadcast';
export { crossEntropy, Linear, logSoftmax, mseLoss, softmax } from './ops/losses';
export { matmul, mm } from './ops/matmul';
export * from './ops/pointwise';
export { mean, sum } from './ops/reduce';
export { indexRows, permute, pickColumns, t } from './ops/shape';
export { backward, grad, hessianVector, type GradOptions } from './tape';
export {
  dispose,
  full,
  nested,
  ones,
  parameter,
  read,
  readNumber,
  setValues,
  tensor,
  tidy,
  zeros,
  type Nested,
} from './tensors';
