/** Losses for the benchmarks, built by hand so that they time the compiler's output and no front end. */
import { Graph, type Node, type Program } from '../../src/ir/graph';

const square = (g: Graph, a: Node): Node => g.binary('mul', a, a);

/** Rosenbrock in n coordinates, as an array program. */
export function rosenbrock(n: number): Program {
  const g = new Graph();
  const x = g.input('x', [n]);
  const head = g.slice(x, [{ start: 0, step: 1, count: n - 1 }]);
  const tail = g.slice(x, [{ start: 1, step: 1, count: n - 1 }]);
  const valley = g.binary('mul', 100, square(g, g.binary('sub', tail, square(g, head))));
  return g.program([x], [g.reduce('sum', g.binary('add', valley, square(g, g.binary('sub', 1, head))))]);
}

/** Rosenbrock as the loop that a person writes: one carried sum. */
export function rosenbrockLoop(n: number): Program {
  const g = new Graph();
  const x = g.input('x', [n]);
  const xs = [0, 1].map((start) => g.slice(x, [{ start, step: 1, count: n - 1 }]));
  const { carry } = g.scan({
    length: n - 1,
    init: [g.scalar(0)],
    xs,
    body: ([sum], [a, next]) => {
      const valley = g.binary('mul', 100, square(g, g.binary('sub', next!, square(g, a!))));
      const term = g.binary('add', valley, square(g, g.binary('sub', 1, a!)));
      return { carry: [g.binary('add', sum!, term)], ys: [] };
    },
  });
  return g.program([x], [carry[0]!]);
}

/** Beale's function of two coordinates. */
export function beale(): Program {
  const g = new Graph();
  const x = g.input('x', [2]);
  const [a, b] = [g.at(x, 0), g.at(x, 1)];
  const term = (constant: number, power: number): Node =>
    square(g, g.binary('add', g.binary('sub', constant, a), g.binary('mul', a, g.binary('pow', b, power))));
  return g.program([x], [g.binary('add', g.binary('add', term(1.5, 1), term(2.25, 2)), term(2.625, 3))]);
}

/** Softmax regression of `rows` examples with 64 features on 10 classes: n = 640. */
export function softmaxRegression(rows: number): Program {
  const g = new Graph();
  const x = g.input('x', [640]);
  const features = g.constant(
    Array.from({ length: rows * 64 }, (_, i) => Math.abs(Math.sin(i * i))),
    [rows, 64],
  );
  const labels = g.constant(
    Array.from({ length: rows * 10 }, (_, i) => Number(i % 10 === Math.floor(i / 10) % 7)),
    [rows, 10],
  );
  const scores = g.matmul(features, g.reshape(x, [64, 10]));
  const shifted = g.binary('sub', scores, g.reduce('max', scores, [1], true));
  const logSum = g.unary('log', g.reduce('sum', g.unary('exp', shifted), [1], true));
  const picked = g.binary('mul', labels, g.binary('sub', logSum, shifted));
  return g.program([x], [g.binary('div', g.reduce('sum', picked), rows)]);
}
