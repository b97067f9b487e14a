export { problemById, problems } from './catalogue';
export { domainOf, type Interval, type Minimum, type Problem, type ProblemTag } from './problem';
