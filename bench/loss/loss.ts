/** Compiled losses against the closures that a person would write, side by side in one run. */
import { compileProgram } from '../../src/emit/loss';
import { beale, rosenbrock, rosenbrockLoop, softmaxRegression } from './programs';
import { race, type Timed } from './timing';

function rosenbrockByHand(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length - 1; i++) {
    const a = x[i]!;
    const t = x[i + 1]! - a * a;
    const u = 1 - a;
    sum += 100 * t * t + u * u;
  }
  return sum;
}

function bealeGridByHand(points: Float64Array, out: Float64Array): void {
  for (let k = 0; k < out.length; k++) {
    const x = points[2 * k]!;
    const y = points[2 * k + 1]!;
    const a = 1.5 - x + x * y;
    const b = 2.25 - x + x * y * y;
    const c = 2.625 - x + x * y * y * y;
    out[k] = a * a + b * b + c * c;
  }
}

function softmaxRegressionByHand(rows: number): (x: Float64Array) => number {
  const features = Float64Array.from({ length: rows * 64 }, (_, i) => Math.abs(Math.sin(i * i)));
  const scores = new Float64Array(10);
  return (x) => {
    let total = 0;
    for (let r = 0; r < rows; r++) {
      scores.fill(0);
      for (let k = 0; k < 64; k++) {
        const feature = features[r * 64 + k]!;
        for (let c = 0; c < 10; c++) scores[c]! += feature * x[k * 10 + c]!;
      }
      let top = -Infinity;
      for (let c = 0; c < 10; c++) top = Math.max(top, scores[c]!);
      let sum = 0;
      for (let c = 0; c < 10; c++) sum += Math.exp(scores[c]! - top);
      total += Math.log(sum) - scores[r % 7]! + top;
    }
    return total / rows;
  };
}

function rows(title: string, timed: readonly Timed[]): string[] {
  const base = timed[0]!.ns;
  return timed.map(({ name, ns }) => {
    const time = ns > 1e5 ? `${(ns / 1e6).toFixed(2)} ms` : `${ns.toFixed(0)} ns`;
    return `${title.padEnd(24)}${name.padEnd(30)}${time.padStart(11)}${(ns / base).toFixed(2).padStart(8)}`;
  });
}

function rosenbrockRace(n: number): Timed[] {
  const loss = compileProgram(rosenbrock(n), { names: [] });
  const loop = compileProgram(rosenbrockLoop(n), { names: [] });
  const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
  const out = new Float64Array(n);
  const calls = 20_000;
  return race(
    {
      'value by hand': () => rosenbrockByHand(x),
      value: () => loss.fun(x),
      gradient: () => loss.grad(x, out)[0]!,
      'value and gradient': () => loss.valueAndGrad(x, out),
      'Hessian times vector': () => loss.hessp(x, x, out)[0]!,
      'value, written as a loop': () => loop.fun(x),
      'gradient, written as a loop': () => loop.grad(x, out)[0]!,
    },
    calls,
    15,
  );
}

function bealeRace(side: number): Timed[] {
  const loss = compileProgram(beale(), { names: [] });
  const count = side * side;
  const points = Float64Array.from({ length: 2 * count }, (_, i) => {
    const cell = i >> 1;
    return -4.5 + (9 * (i & 1 ? Math.floor(cell / side) : cell % side)) / (side - 1);
  });
  const out = new Float64Array(count);
  return race(
    {
      'grid by hand': () => {
        bealeGridByHand(points, out);
        return out[0]!;
      },
      funBatch: () => loss.funBatch(points, out)[0]!,
    },
    1,
    25,
  );
}

function softmaxRace(examples: number): Timed[] {
  const loss = compileProgram(softmaxRegression(examples), { names: [] });
  const byHand = softmaxRegressionByHand(examples);
  const x = Float64Array.from({ length: 640 }, (_, i) => 0.1 * Math.cos(i));
  const out = new Float64Array(640);
  return race(
    {
      'value by hand': () => byHand(x),
      value: () => loss.fun(x),
      gradient: () => loss.grad(x, out)[0]!,
      'Hessian times vector': () => loss.hessp(x, x, out)[0]!,
    },
    1,
    9,
  );
}

/** The table, ratios to the hand-written value of the same loss. Takes some seconds. */
export function lossTable(): string {
  return [
    `${'loss'.padEnd(24)}${'what'.padEnd(30)}${'median'.padStart(11)}${'ratio'.padStart(8)}`,
    ...rows('Rosenbrock, n = 100', rosenbrockRace(100)),
    ...rows('Beale, 512² points', bealeRace(512)),
    ...rows('softmax, 1797 × 64', softmaxRace(1797)),
  ].join('\n');
}
