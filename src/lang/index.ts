export { type Diagnostic, LossSyntaxError, positionOf } from './diagnostics';
export type { Builtin } from './functions/builtin';
export type { Home } from './functions/home';
export { constantsOf, functionTable } from './functions/table';
export type { NestedArray } from './data';
export type { ParamSpec, Signature } from './parameters';
export { type ParseOptions, type ParsedLoss, parseLoss } from './parse-loss';
export { detectLanguage } from './syntax/detect';
export type { Language } from './syntax/tree';
