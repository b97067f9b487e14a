/**
 * `for (init; test; update)` and `while`.
 *
 * When a counter runs in constant steps to a known end this is a loop with a known number of iterations and goes to
 * `loops.ts`. Otherwise the body is written out until the test is false; where the test depends on the point, each
 * further iteration happens under that condition.
 */
import { fail } from '../diagnostics';
import type { Expression, ForClassic, Range, Statement, While } from '../syntax/tree';
import { assignedNames, makesFunctions, namesIn } from '../syntax/visit';
import { arithmetic } from './arithmetic';
import { type Completion, type Condition, type Context, normalCompletion } from './context';
import { staticNumber } from './convert';
import { runLoop } from './loops';
import { branch, mergeCompletions, or } from './merge';
import { operationRange } from './operands';
import { truthOf } from './truth';
import { Scope, type Value, numberOf } from './values';

const certainLimit = 5000;
const uncertainLimit = 200;

type Run = (body: readonly Statement[], scope: Scope) => Completion;

/** Runs the loop in `scope`, which holds what its `init` declares. */
export function classicLoop(context: Context, node: ForClassic | While, scope: Scope, runBody: Run): Completion {
  if (node.type === 'for-classic') context.execute(node.init, scope);
  const run = node.type === 'for-classic' ? withOwnVariables(context, node, runBody) : runBody;
  const counter = node.type === 'for-classic' ? countedFor(context, node, scope) : countedWhile(context, node, scope);
  if (counter) return counted(context, node, counter, scope, run);
  const end = general(context, node, scope, run);
  if (node.type === 'while' && node.otherwise.length > 0) {
    const left = or(context, end.broke, end.returned);
    if (left === false) return context.execute(node.otherwise, scope);
    if (left !== true)
      fail(
        node.header,
        'unsupported',
        '“while … else” with a break that depends on the point is not part of the loss language.',
        'Use a flag.',
      );
  }
  return end === normalCompletion ? end : { ...end, broke: false, continued: false };
}

/** JavaScript gives each iteration variables of its own, which matters to functions that the body makes and keeps. */
function withOwnVariables(context: Context, node: ForClassic, run: Run): Run {
  const declared = node.init.filter((line) => line.type === 'assignment' && line.declares === 'let');
  const names = [...assignedNames(declared)];
  if (names.length === 0 || !makesFunctions(node.body)) return run;
  return (body, scope) => {
    const inner = new Scope(scope);
    const own = names.map((name) => context.defineCell(inner, name, scope.lookup(name)!.value));
    const end = run(body, inner);
    names.forEach((name, i) => context.writeCell(scope.lookup(name)!, own[i]!.value));
    return end;
  };
}

interface Counter {
  readonly name: string;
  readonly start: number;
  readonly step: number;
  readonly length: number;
  readonly body: readonly Statement[];
}

function countedFor(context: Context, node: ForClassic, scope: Scope): Counter | null {
  const update = node.update?.type === 'assign' && node.update.target.type === 'name' ? node.update : null;
  if (!update || !node.test) return null;
  const name = (update.target as { name: string }).name;
  const step = stepOf(context, name, update.op, update.value, scope);
  if (step === null || assignedNames(node.body).has(name)) return null;
  return counterOf(context, name, step, node.test, node.body, scope);
}

/** `while i < n: …; i += 1`, the counter stepped once and last. */
function countedWhile(context: Context, node: While, scope: Scope): Counter | null {
  if (node.testsLast || node.otherwise.length > 0) return null;
  const last = node.body.at(-1);
  const body = node.body.slice(0, -1);
  let step: number | null = null;
  let name = '';
  if (last?.type === 'assignment' && last.targets.length === 1 && last.targets[0]!.type === 'name' && last.value) {
    name = last.targets[0]!.name;
    step = stepOf(context, name, last.op, last.value, scope);
  } else if (last?.type === 'expression' && last.value.type === 'assign' && last.value.target.type === 'name') {
    name = last.value.target.name;
    step = stepOf(context, name, last.value.op, last.value.value, scope);
  }
  if (step === null || assignedNames(body).has(name) || jumps(body)) return null;
  return counterOf(context, name, step, node.test, body, scope);
}

/** Whether `continue` or `break` could skip the step at the end of the body. */
function jumps(body: readonly Statement[]): boolean {
  return body.some((statement) => {
    if (statement.type === 'continue' || statement.type === 'break') return true;
    if (statement.type === 'if') return jumps(statement.consequent) || jumps(statement.otherwise);
    return statement.type === 'block' && jumps(statement.body);
  });
}

/** The constant by which a counter changes: `i += 2`, `i--`, `i = i + 1`. */
function stepOf(context: Context, name: string, op: string | null, value: Expression, scope: Scope): number | null {
  const constant = (node: Expression): number | null => (node.type === 'number' ? node.value : null);
  if (op === '+') return constant(value);
  if (op === '-') return constant(value) === null ? null : -constant(value)!;
  const isSelf = value.type === 'binary' && value.left.type === 'name' && value.left.name === name;
  if (op !== null || !isSelf || !scope.lookup(name)) return null;
  context.spend(value);
  if (value.op === '+') return constant(value.right);
  return value.op === '-' && constant(value.right) !== null ? -constant(value.right)! : null;
}

function counterOf(
  context: Context,
  name: string,
  step: number,
  test: Expression,
  body: readonly Statement[],
  scope: Scope,
): Counter | null {
  if (test.type !== 'compare' || test.ops.length !== 1 || step === 0) return null;
  const [left, right] = [test.operands[0]!, test.operands[1]!];
  const isLeft = left.type === 'name' && left.name === name;
  if (!isLeft && !(right.type === 'name' && right.name === name)) return null;
  const bound = isLeft ? right : left;
  const changed = assignedNames(body);
  changed.add(name);
  if ([...namesIn(bound, new Set())].some((used) => changed.has(used))) return null;
  const cell = scope.lookup(name);
  const start = cell
    ? staticNumber(
        context,
        cell.value.kind === 'carried' || cell.value.kind === 'poison' ? { kind: 'none' } : cell.value,
      )
    : undefined;
  if (start === undefined) return null;
  const end = staticNumber(context, context.evaluate(bound, scope));
  if (end === undefined) return null;
  const flipped: Record<string, string> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
  const op = isLeft ? test.ops[0]! : (flipped[test.ops[0]!] ?? test.ops[0]!);
  const length = iterations(start, end, step, op);
  return length === null ? null : { name, start, step, length, body };
}

function iterations(start: number, end: number, step: number, op: string): number | null {
  const ascending = op === '<' || op === '<=';
  if (op === '!=') {
    const count = (end - start) / step;
    return Number.isInteger(count) && count >= 0 ? count : null;
  }
  if (!ascending && op !== '>' && op !== '>=') return null;
  if (ascending !== step > 0)
    return (ascending ? start < end || (op === '<=' && start === end) : start > end || (op === '>=' && start === end))
      ? null
      : 0;
  const span = (end - start) / step;
  const count = op === '<' || op === '>' ? Math.ceil(span) : Math.floor(span) + 1;
  return Math.max(0, count);
}

function counted(context: Context, node: ForClassic | While, counter: Counter, scope: Scope, run: Run): Completion {
  const cell = scope.lookup(counter.name)!;
  const at = operationRange(node.header, node.test!, node.test!);
  const valueAt = (index: Value): Value => {
    const scaled =
      counter.step === 1
        ? index
        : arithmetic(context, '*', index, numberOf(counter.step, Number.isInteger(counter.step)), at);
    return arithmetic(context, '+', scaled, numberOf(counter.start, Number.isInteger(counter.start)), at);
  };
  const assigned = [...assignedNames(counter.body), counter.name].flatMap((name) => scope.lookup(name) ?? []);
  const end = runLoop(context, {
    length: counter.length,
    header: node.header,
    assigned,
    iteration: (index) => {
      context.writeCell(cell, valueAt(index));
      return run(counter.body, scope);
    },
  });
  if (end === normalCompletion) context.writeCell(cell, valueAt(numberOf(counter.length, true)));
  return end === normalCompletion ? end : { ...end, broke: false, continued: false };
}

function general(context: Context, node: ForClassic | While, scope: Scope, run: Run): Completion {
  let uncertain = 0;
  const update = (): void => {
    if (node.type === 'for-classic' && node.update) context.evaluate(node.update, scope);
  };
  const testOf = (): Condition => (node.test ? truthOf(context, context.evaluate(node.test, scope), node.test) : true);
  const from = (round: number): Completion => {
    for (let i = round; ; i++) {
      context.spend(node.header);
      if (i >= certainLimit || uncertain >= uncertainLimit) failUnbounded(node.header, uncertain >= uncertainLimit);
      const truth = node.type === 'while' && node.testsLast && i === 0 ? true : testOf();
      if (truth === false) return normalCompletion;
      if (truth !== true) {
        uncertain++;
        return branch(
          context,
          truth,
          () => step(i),
          () => normalCompletion,
          node.header,
        );
      }
      const end = run(node.body, scope);
      const left = or(context, end.returned, end.broke);
      if (left === true) return { ...end, continued: false };
      if (left !== false) {
        uncertain++;
        return afterUncertain(end, left, i);
      }
      update();
    }
  };
  const step = (i: number): Completion => {
    const end = run(node.body, scope);
    const left = or(context, end.returned, end.broke);
    if (left === true) return { ...end, continued: false };
    if (left !== false) return afterUncertain(end, left, i);
    update();
    return from(i + 1);
  };
  const afterUncertain = (end: Completion, left: Exclude<Condition, boolean>, i: number): Completion => {
    const rest = branch(
      context,
      left,
      () => normalCompletion,
      () => {
        update();
        return from(i + 1);
      },
      node.header,
    );
    return mergeCompletions(context, left, { ...end, continued: false }, rest, node.header);
  };
  return from(0);
}

function failUnbounded(range: Range, dependsOnPoint: boolean): never {
  return fail(
    range,
    'unbounded-loop',
    dependsOnPoint
      ? `This loop has no visible bound: after ${uncertainLimit} iterations whether it goes on still depends on the point.`
      : `This loop does not end within ${certainLimit} iterations.`,
    'Give it a fixed number of iterations, for instance while k < 50 and …, with k counted up.',
  );
}
