export { builtInData, type BuiltInData } from './data-sets';
export { problemById, problems } from './catalogue';
export { domainOf, type Interval, type Minimum, type Problem, type ProblemTag } from './problem';
