/** The five functions of the success table, minimum 0, with gradients. Boxes as in the literature. */

export interface TestFunction {
  readonly name: string;
  /** the box is ±reach in every coordinate */
  readonly reach: number;
  readonly fun: (x: Float64Array) => number;
  /** writes ∇f(x) into `out` */
  readonly grad: (x: Float64Array, out: Float64Array) => Float64Array;
}

const TAU = 2 * Math.PI;

// 418.98… n − Σ x sin √|x|, whose minimum is 0 at x = 420.97…: both constants to full precision.
const SCHWEFEL_X = 420.9687462275036;
const SCHWEFEL_TERM = SCHWEFEL_X * Math.sin(Math.sqrt(SCHWEFEL_X));

const rastrigin: TestFunction = {
  name: 'Rastrigin',
  reach: 5.12,
  fun(x) {
    let sum = 0;
    for (const value of x) sum += value * value + 10 - 10 * Math.cos(TAU * value);
    return sum;
  },
  grad(x, out) {
    for (let i = 0; i < x.length; i++) out[i] = 2 * x[i]! + 10 * TAU * Math.sin(TAU * x[i]!);
    return out;
  },
};

const rosenbrock: TestFunction = {
  name: 'Rosenbrock',
  reach: 5,
  fun(x) {
    let sum = 0;
    for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
    return sum;
  },
  grad(x, out) {
    out.fill(0);
    for (let i = 0; i + 1 < x.length; i++) {
      const a = x[i + 1]! - x[i]! ** 2;
      out[i]! += -400 * x[i]! * a - 2 * (1 - x[i]!);
      out[i + 1] = 200 * a;
    }
    return out;
  },
};

const ackley: TestFunction = {
  name: 'Ackley',
  reach: 32.768,
  fun(x) {
    let squares = 0;
    let waves = 0;
    for (const value of x) {
      squares += value * value;
      waves += Math.cos(TAU * value);
    }
    const n = x.length;
    return -20 * Math.exp(-0.2 * Math.sqrt(squares / n)) - Math.exp(waves / n) + 20 + Math.E;
  },
  grad(x, out) {
    const n = x.length;
    let squares = 0;
    let waves = 0;
    for (const value of x) {
      squares += value * value;
      waves += Math.cos(TAU * value);
    }
    const root = Math.sqrt(squares / n);
    const radial = root > 0 ? (4 * Math.exp(-0.2 * root)) / (n * root) : 0;
    const angular = (TAU / n) * Math.exp(waves / n);
    for (let i = 0; i < n; i++) out[i] = radial * x[i]! + angular * Math.sin(TAU * x[i]!);
    return out;
  },
};

const schwefel: TestFunction = {
  name: 'Schwefel',
  reach: 500,
  fun(x) {
    let sum = 0;
    for (const value of x) sum += SCHWEFEL_TERM - value * Math.sin(Math.sqrt(Math.abs(value)));
    return sum;
  },
  grad(x, out) {
    for (let i = 0; i < x.length; i++) {
      const root = Math.sqrt(Math.abs(x[i]!));
      out[i] = -Math.sin(root) - 0.5 * root * Math.cos(root);
    }
    return out;
  },
};

const griewank: TestFunction = {
  name: 'Griewank',
  reach: 600,
  fun(x) {
    let squares = 0;
    let product = 1;
    for (let i = 0; i < x.length; i++) {
      squares += x[i]! * x[i]!;
      product *= Math.cos(x[i]! / Math.sqrt(i + 1));
    }
    return 1 + squares / 4000 - product;
  },
  grad(x, out) {
    for (let i = 0; i < x.length; i++) {
      let others = 1;
      for (let k = 0; k < x.length; k++) if (k !== i) others *= Math.cos(x[k]! / Math.sqrt(k + 1));
      out[i] = x[i]! / 2000 + (others * Math.sin(x[i]! / Math.sqrt(i + 1))) / Math.sqrt(i + 1);
    }
    return out;
  },
};

/** In the order of the table. */
export const testFunctions: readonly TestFunction[] = [rastrigin, rosenbrock, ackley, schwefel, griewank];
