/** Thalweg as a library: SciPy's minimizers for JavaScript, and losses with exact derivatives from source text. */
export { compileLoss as compile, type CompileOptions } from './study/compile';
export { minimize, minimizeAsync, minimizeScalar, minimizeScalarAsync, type Objective } from './study/minimize-text';
export {
  basinhopping,
  basinhoppingAsync,
  brute,
  bruteAsync,
  differentialEvolution,
  differentialEvolutionAsync,
  direct,
  directAsync,
  dualAnnealing,
  dualAnnealingAsync,
  shgo,
  shgoAsync,
} from './study/global-text';
export { Generator, defaultRng } from './math/random/generator';
export { multiStart, multiStartFrom, multiStartLockstep, multiStartPooled } from './drive/global/multi-start';
export type { LocalStart, MultiStartOptions, RunStarts } from './drive/global/multi-start';
export { problemById, problems, type Problem } from './problems';

export type { Loss } from './emit/loss';
export {
  LossSyntaxError,
  packParams,
  ParamError,
  parseUnit,
  unpackParams,
  type Diagnostic,
  type NestedArray,
  type ParamSpec,
} from './lang';
export { OptionError } from './solve/errors';
export type { OptimizeResult } from './solve/result';
export type { Iterate, TraceEvent } from './solve/protocol';
export type { Audit } from './drive/audit';
export type { MinimizeOptions } from './drive/minimize';
export type { MinimizeScalarOptions, ScalarResult } from './drive/minimize-scalar';
export type { BasinhoppingOptions } from './drive/global/basinhopping';
export type { BruteOptions } from './drive/global/brute';
export type { DifferentialEvolutionOptions } from './drive/global/differential-evolution';
export type { DirectOptions } from './drive/global/direct';
export type { DualAnnealingOptions } from './drive/global/dual-annealing';
export type { ShgoOptions } from './drive/global/shgo';
