/**
 * Abstract interpretation: runs a loss on values that are known at compile time and on tensors for the rest.
 *
 * What comes out is not a number but the graph that computes it. Conditions on the point run both branches and select;
 * loops go to `loops.ts`; calls of the user's own functions are inlined.
 */
import { LossError, SilentError, fail } from '../diagnostics';
import { memberOf, membersOf } from '../functions/lookup';
import type { Expression, Range, Statement } from '../syntax/tree';
import { assignedNames } from '../syntax/visit';
import { lengthOf } from './assignments';
import { classicLoop } from './classic-loops';
import { type Completion, normalCompletion } from './context';
import { Expressions } from './expressions';
import { gatherFirst } from './gather';
import { iterableOf } from './iteration';
import { runLoop } from './loops';
import { branch, mergeCompletions, or } from './merge';
import { truthOf } from './truth';
import { atRange } from './unit-flow';
import { Cell, Scope, none, poison } from './values';

/** Runs statements; with what it extends, the whole abstract interpreter. */
export class Interpreter extends Expressions {
  execute(body: readonly Statement[], scope: Scope): Completion {
    for (const statement of body) {
      if (statement.type === 'function') {
        // Declarations are hoisted in JavaScript; in Python this is the first of two definitions of the same value.
        if (this.language === 'javascript')
          this.defineCell(scope, statement.name, { kind: 'function', lambda: statement.lambda, scope });
      }
    }
    return this.executeFrom(body, 0, scope);
  }

  /** Runs the statements of a module around its functions. A statement that cannot be compiled spoils only what it
   *  assigns: notebooks also plot and print. */
  runTopLevel(body: readonly Statement[], scope: Scope): void {
    if (this.language === 'javascript') {
      for (const statement of body) {
        if (statement.type === 'function')
          this.defineCell(scope, statement.name, { kind: 'function', lambda: statement.lambda, scope });
      }
    }
    for (const statement of body) {
      try {
        this.statement(statement, scope);
      } catch (thrown) {
        const error = atRange(thrown, statement);
        const diagnostic = error instanceof LossError ? error.diagnostic : null;
        if (!diagnostic && !(error instanceof SilentError)) throw error;
        for (const name of assignedNames([statement]))
          scope.cells.set(name, new Cell(name, { kind: 'poison', diagnostic }, 0));
      }
    }
  }

  protected executeFrom(body: readonly Statement[], from: number, scope: Scope): Completion {
    for (let i = from; i < body.length; i++) {
      const statement = body[i]!;
      const end = this.guarded(statement, scope);
      if (end === normalCompletion) continue;
      const left = or(this, or(this, end.returned, end.broke), end.continued);
      if (left === false) continue;
      if (left === true || i === body.length - 1) return end;
      const next = (): Completion => this.executeFrom(body, i + 1, scope);
      // Where the function has returned, what the rest would change no longer matters.
      const onlyReturned = end.broke === false && end.continued === false;
      if (onlyReturned) return branch(this, left, () => ({ ...end, returned: true }), next, statement);
      return mergeCompletions(
        this,
        left,
        end,
        branch(this, left, () => normalCompletion, next, statement),
        statement,
      );
    }
    return normalCompletion;
  }

  /** Runs a statement; a mistake in it is noted, and what it would have assigned becomes poison. */
  protected guarded(statement: Statement, scope: Scope): Completion {
    try {
      return this.statement(statement, scope);
    } catch (thrown) {
      const error = atRange(thrown, statement);
      if (!(error instanceof LossError) && !(error instanceof SilentError)) throw error;
      const canGoOn = statement.type === 'assignment' && this.loops.length === 0;
      if (!canGoOn) throw error;
      if (error instanceof LossError) this.errors.push(error.diagnostic);
      for (const name of assignedNames([statement])) {
        this.bindName(name, poison, scope, statement.declares, statement);
      }
      return normalCompletion;
    }
  }

  protected statement(node: Statement, scope: Scope): Completion {
    this.spend(node);
    switch (node.type) {
      case 'expression':
        if (!isTrainingCall(node.value)) this.evaluate(node.value, scope);
        return normalCompletion;
      case 'assignment':
        this.assignment(node, scope);
        return normalCompletion;
      case 'if': {
        const truth = truthOf(this, this.evaluate(node.test, scope), node.test);
        const run = (body: readonly Statement[]): Completion => this.execute(body, this.blockScope(scope));
        if (typeof truth === 'boolean') return run(truth ? node.consequent : node.otherwise);
        return branch(
          this,
          truth,
          () => run(node.consequent),
          () => run(node.otherwise),
          node,
        );
      }
      case 'for-each':
        return this.forEach(node, scope);
      case 'for-classic':
      case 'while':
        return classicLoop(this, node, this.blockScope(scope), (body, inner) =>
          this.execute(body, this.blockScope(inner)),
        );
      case 'return': {
        const value = node.value ? this.evaluate(node.value, scope) : none;
        return { ...normalCompletion, returned: true, value };
      }
      case 'break':
        return { ...normalCompletion, broke: true };
      case 'continue':
        return { ...normalCompletion, continued: true };
      case 'function':
        if (this.language !== 'javascript')
          this.bindName(node.name, { kind: 'function', lambda: node.lambda, scope }, scope, null, node.nameRange);
        return normalCompletion;
      case 'import':
        for (const binding of node.bindings) {
          this.packages.add(binding.module.split('.')[0]!);
          if (binding.member === '*') {
            for (const [name, value] of membersOf(binding.module)) this.defineCell(scope, name, value);
            continue;
          }
          this.defineCell(
            scope,
            binding.local,
            binding.member === null
              ? { kind: 'module', name: binding.module }
              : memberOf(this, binding.module, binding.member, binding),
          );
        }
        return normalCompletion;
      case 'scope':
        for (const name of node.names) scope.outer.add(name);
        return normalCompletion;
      case 'block':
        return this.execute(node.body, this.blockScope(scope));
      case 'raise':
        return this.raise(node);
      case 'unsupported':
        return failUnsupported(node);
      case 'empty':
        return normalCompletion;
    }
  }

  protected raise(node: Range): Completion {
    if (this.path === null)
      fail(
        node,
        'raise',
        'This point of the loss always raises an error.',
        'Remove the statement or the condition that leads to it.',
      );
    // Where a condition on the point leads here, the loss has no value.
    return { ...normalCompletion, returned: true, value: this.ops.scalar(NaN) };
  }

  protected forEach(node: Statement & { type: 'for-each' }, scope: Scope): Completion {
    let sequence = this.evaluate(node.iterable, scope);
    if (node.overKeys && sequence.kind !== 'dict')
      sequence = { kind: 'range', start: 0, step: 1, length: lengthOf(sequence) };
    const iterable = iterableOf(this, sequence, node.iterable, (tensor, index) => gatherFirst(this, tensor, index));
    const end = runLoop(this, {
      length: iterable.length,
      header: node.header,
      assigned: this.assignedCells(node.body, scope),
      iteration: (index) => {
        const inner = this.blockScope(scope);
        this.bind(node.target, iterable.at(index), inner, node.declares);
        return this.execute(node.body, inner);
      },
    });
    return this.afterLoop(end, node.otherwise, scope, node);
  }

  /** `for … else`: the else part runs where the loop was not left by break. */
  afterLoop(end: Completion, otherwise: readonly Statement[], scope: Scope, range: Range): Completion {
    const ended: Completion = { ...end, broke: false, continued: false };
    if (otherwise.length === 0) return end === normalCompletion ? normalCompletion : ended;
    const left = or(this, end.broke, end.returned);
    if (typeof left === 'boolean') return left ? ended : this.execute(otherwise, scope);
    const rest = branch(
      this,
      left,
      () => normalCompletion,
      () => this.execute(otherwise, scope),
      range,
    );
    return mergeCompletions(this, left, ended, rest, range);
  }
}

/** `optimizer.zero_grad()`, `loss.backward()`: what a PyTorch closure does besides computing the loss. */
function isTrainingCall(node: Expression): boolean {
  if (node.type !== 'call' || node.callee.type !== 'attribute') return false;
  return node.callee.name === 'zero_grad' || node.callee.name === 'backward';
}

/** Refuses a construct that is outside the language. */
export function failUnsupported(node: Statement & { type: 'unsupported' }): never {
  const name = `${node.construct[0]!.toUpperCase()}${node.construct.slice(1)}`;
  return fail(node, 'unsupported', `${name} is not part of the loss language.`, node.remedy);
}
