export { problemById, problems } from './catalogue.ts';
export { domainOf, type Interval, type Minimum, type Problem, type ProblemTag } from './problem.ts';
