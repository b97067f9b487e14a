/** Every recorded smooth problem, built from its own source: value, gradient and Hessian against the recorded formulas. */
import { parse, type AnyNode, type Expression, type Statement } from 'acorn';
import { describe, expect, it } from 'vitest';
import { goldenProblems, type GoldenProblem } from '../golden/golden';
import { Graph, type Node, type Program } from '../ir/graph';
import { compileProgram } from './loss';
import { seeded } from './random-program';

const operators: Record<string, 'add' | 'sub' | 'mul' | 'div' | 'lt' | 'gt' | 'ge'> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '<': 'lt',
  '>': 'gt',
  '>=': 'ge',
};

/** Builds the graph of one recorded source, loops unrolled. Only what those sources use is understood. */
class SourceBuilder {
  readonly g = new Graph();
  readonly x: Node;
  private variables = new Map<string, Node>();

  constructor(readonly n: number) {
    this.x = this.g.input('x', [n]);
  }

  build(source: string): Program {
    const [declaration] = parse(source, { ecmaVersion: 2022 }).body;
    if (declaration?.type !== 'FunctionDeclaration') throw new Error('a function was expected');
    const result = this.block(declaration.body.body);
    if (!result) throw new Error('nothing is returned');
    return this.g.program([this.x], [result]);
  }

  private block(statements: readonly Statement[]): Node | null {
    for (let i = 0; i < statements.length; i++) {
      const statement = statements[i]!;
      if (statement.type === 'IfStatement') {
        const returned = this.branch(statement, statements.slice(i + 1));
        if (returned) return returned;
      } else {
        const returned = this.statement(statement);
        if (returned) return returned;
      }
    }
    return null;
  }

  private branch(statement: Statement & { type: 'IfStatement' }, rest: readonly Statement[]): Node | null {
    const test = this.value(statement.test);
    const before = new Map(this.variables);
    const yes = this.statement(statement.consequent);
    const afterYes = this.variables;
    this.variables = new Map(before);
    const no = statement.alternate ? this.statement(statement.alternate) : null;
    if (yes) return this.g.select(test, yes, no ?? this.block(rest)!);
    for (const [name, value] of afterYes) {
      const other = this.variables.get(name);
      this.variables.set(name, other ? this.g.select(test, value, other) : value);
    }
    return null;
  }

  private statement(statement: Statement): Node | null {
    switch (statement.type) {
      case 'BlockStatement':
        return this.block(statement.body);
      case 'IfStatement':
        return this.branch(statement, []);
      case 'ReturnStatement':
        return this.value(statement.argument!);
      case 'VariableDeclaration':
        for (const { id, init } of statement.declarations) {
          if (init) this.variables.set((id as { name: string }).name, this.value(init));
        }
        return null;
      case 'ExpressionStatement':
        this.assign(statement.expression);
        return null;
      case 'ForStatement':
        this.statement(statement.init as Statement);
        while (this.known(statement.test!) !== 0) {
          this.statement(statement.body);
          this.assign(statement.update!);
        }
        return null;
      default:
        throw new Error(statement.type);
    }
  }

  private assign(expression: Expression): void {
    if (expression.type === 'UpdateExpression') {
      const { name } = expression.argument as { name: string } & AnyNode;
      this.variables.set(name, this.g.binary('add', this.variables.get(name)!, 1));
    } else if (expression.type === 'AssignmentExpression') {
      const { name } = expression.left as { name: string } & AnyNode;
      const right = this.value(expression.right);
      const op = operators[expression.operator.slice(0, -1)];
      this.variables.set(name, op ? this.g.binary(op, this.variables.get(name)!, right) : right);
    }
  }

  private known(expression: Expression): number {
    const node = this.value(expression);
    if (node.op !== 'constant') throw new Error('a constant was expected');
    return node.attrs.data![0]!;
  }

  private value(expression: Expression): Node {
    const { g } = this;
    switch (expression.type) {
      case 'Literal':
        return g.scalar(expression.value as number);
      case 'Identifier':
        return expression.name === 'Infinity' || expression.name === 'NaN'
          ? g.scalar(Number(expression.name))
          : this.variables.get(expression.name)!;
      case 'UnaryExpression':
        return g.unary('neg', this.value(expression.argument));
      case 'BinaryExpression':
        return g.binary(
          operators[expression.operator]!,
          this.value(expression.left as Expression),
          this.value(expression.right),
        );
      case 'CallExpression':
        return g.unary(
          (expression.callee as AnyNode & { property: { name: string } }).property.name as 'sin',
          this.value(expression.arguments[0] as Expression),
        );
      case 'MemberExpression': {
        const property = expression.property as AnyNode & { name: string };
        if (expression.computed) return g.at(this.x, this.known(property as Expression));
        if (property.name === 'length') return g.scalar(this.n);
        return g.scalar(Math[property.name as 'PI']);
      }
      default:
        throw new Error(expression.type);
    }
  }
}

// oxlint-disable-next-line typescript/no-implied-eval
const recorded = <T>(source: string): T => new Function(`return (${source})`)() as T;
type Vector = (x: Float64Array) => number[];
type Matrix = (x: Float64Array) => number[][];

function pointsOf(problem: GoldenProblem, n: number): Float64Array[] {
  const random = seeded(n + problem.name.length);
  const inside = Array.from({ length: 6 }, () =>
    Float64Array.from({ length: n }, (_, i) => {
      const [lo, hi] = problem.domain[i % problem.domain.length]!;
      return lo + (hi - lo) * random();
    }),
  );
  return [...inside, ...problem.minima.filter((m) => m.n === n).map((m) => Float64Array.from(m.x))];
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, label: string): void {
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) {
    const ok = Math.abs(actual[i]! - expected[i]!) <= tolerance * scale;
    expect(ok, `${label}[${i}]: ${actual[i]} against ${expected[i]}`).toBe(true);
  }
}

describe('recorded problems', () => {
  const smooth = [...goldenProblems().values()].filter((problem) => problem.grad_js && problem.hess_js);
  const cases = smooth.flatMap((problem) =>
    (problem.n === 'any' ? [2, 5, 40] : [problem.n]).map((n) => ({ name: problem.name, n, problem })),
  );
  it.each(cases)('$name, n = $n', ({ problem, n }) => {
    const loss = compileProgram(new SourceBuilder(n).build(problem.js), { names: [] });
    const fun = recorded<(x: Float64Array) => number>(problem.js);
    const grad = recorded<Vector>(problem.grad_js!);
    const hess = recorded<Matrix>(problem.hess_js!);
    for (const x of pointsOf(problem, n)) {
      const at = `${problem.name} at ${x.slice(0, 4).join(', ')}`;
      expectClose([loss.fun(x)], [fun(x)], 1e-13, `value of ${at}`);
      expectClose(loss.grad(x), grad(x), 1e-9, `gradient of ${at}`);
      expectClose(loss.hess(x), hess(x).flat(), 1e-9, `Hessian of ${at}`);
    }
  });

  it('keep every bit of the value where only + − · / √ are used', () => {
    for (const problem of smooth.filter((p) => p.arithmetic === 'exact')) {
      const n = problem.n === 'any' ? 5 : problem.n;
      const loss = compileProgram(new SourceBuilder(n).build(problem.js), { names: [] });
      const fun = recorded<(x: Float64Array) => number>(problem.js);
      for (const x of pointsOf(problem, n)) expect(loss.fun(x), problem.name).toBe(fun(x));
    }
  });

  it('have values that are not numbers where the source says so', () => {
    const build = (name: string): ReturnType<typeof compileProgram> =>
      compileProgram(new SourceBuilder(2).build(goldenProblems().get(name)!.js), { names: [] });
    expect(build('nan-beyond').fun(Float64Array.of(2, 0))).toBeNaN();
    expect(build('nan-beyond').grad(Float64Array.of(0, 1))).toEqual(Float64Array.of(-2, 9));
    expect(build('inf-wall').fun(Float64Array.of(-1, 0))).toBe(Infinity);
    expect(build('inf-wall').grad(Float64Array.of(0.5, 1))).toEqual(Float64Array.of(-1, 9));
  });
});
