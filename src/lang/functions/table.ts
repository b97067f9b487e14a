/** The function table: every function of the language, once, with its signature; lowering, completion and hover use it. */
import { arrayRows } from './arrays';
import type { Builtin } from './builtin';
import type { Home } from './home';
import { composedRows } from './composed';
import { dataStatisticsRows } from './data-statistics';
import { dtypeRows } from './dtypes';
import { einsumRows } from './einsum';
import { elementwiseRows } from './elementwise';
import { javascriptArrayRows } from './javascript-arrays';
import { javascriptRows } from './javascript-builtins';
import { linearAlgebraRows } from './linear-algebra';
import { neuralRows } from './neural';
import { numericRows } from './numeric';
import { pythonRows, wrapperRows } from './python-builtins';
import { reductionRows } from './reductions';
import { unitRows } from './units';
import { indexTrickRows } from './index-tricks';
import { writtenRows } from './written';
import { writtenArrayRows } from './written-arrays';
import { writtenPartRows } from './written-parts';

/** All rows; one row may have several names in several homes. */
export const functionTable: readonly Builtin[] = [
  ...elementwiseRows,
  ...composedRows,
  ...reductionRows,
  ...arrayRows,
  ...dtypeRows,
  ...neuralRows,
  ...pythonRows,
  ...javascriptArrayRows,
  ...javascriptRows,
  ...linearAlgebraRows,
  ...einsumRows,
  ...numericRows,
  ...writtenRows,
  ...writtenPartRows,
  ...writtenArrayRows,
  ...dataStatisticsRows,
  ...indexTrickRows,
  ...wrapperRows,
  ...unitRows,
];

/** Names that are values. */
export const constantsOf: Partial<Record<Home, Readonly<Record<string, number>>>> = {
  numpy: { pi: Math.PI, e: Math.E, inf: Infinity, Inf: Infinity, nan: NaN, NaN: NaN, euler_gamma: 0.5772156649015329 },
  math: { pi: Math.PI, e: Math.E, tau: 2 * Math.PI, inf: Infinity, nan: NaN },
  torch: { pi: Math.PI, e: Math.E, inf: Infinity, nan: NaN },
  Math: {
    PI: Math.PI,
    E: Math.E,
    LN2: Math.LN2,
    LN10: Math.LN10,
    LOG2E: Math.LOG2E,
    LOG10E: Math.LOG10E,
    SQRT2: Math.SQRT2,
    SQRT1_2: Math.SQRT1_2,
  },
  javascript: {
    Infinity,
    NaN,
    'Number.EPSILON': Number.EPSILON,
    'Number.MAX_VALUE': Number.MAX_VALUE,
    'Number.MIN_VALUE': Number.MIN_VALUE,
    'Number.POSITIVE_INFINITY': Infinity,
    'Number.NEGATIVE_INFINITY': -Infinity,
    'Number.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER,
  },
};

const byHome = new Map<Home, Map<string, Builtin>>();
for (const builtin of functionTable) {
  for (const [home, names] of Object.entries(builtin.homes) as [Home, readonly string[]][]) {
    let names_ = byHome.get(home);
    if (!names_) byHome.set(home, (names_ = new Map()));
    for (const name of names) if (!names_.has(name)) names_.set(name, builtin);
  }
}

/** The row of a name in a home. */
export function findFunction(home: Home, name: string): Builtin | undefined {
  return byHome.get(home)?.get(name);
}

/** Names of all functions and constants in a home. */
export function namesInHome(home: Home): string[] {
  return [...(byHome.get(home)?.keys() ?? []), ...Object.keys(constantsOf[home] ?? {})];
}
