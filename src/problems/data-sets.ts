/** Small real data sets that a loss may be fitted to, as named columns. Tests check each against published results. */

/** A data set: arrays by name, and where they come from. */
export interface BuiltInData {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly citation: string;
  readonly arrays: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly unit?: string;
  }[];
}

const anscombeX = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];

/** In the order of the list that offers them. */
export const builtInData: readonly BuiltInData[] = [
  {
    id: 'puromycin',
    title: 'Puromycin',
    description: 'Rate of an enzyme reaction at 12 concentrations of substrate, treated with puromycin.',
    citation: 'Treloar, M. A. (1974); Bates, D. M. & Watts, D. G. (1988), Nonlinear Regression Analysis, A1.3.',
    arrays: [
      { name: 'conc', values: [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1] },
      { name: 'rate', values: [76, 47, 97, 107, 123, 139, 159, 152, 191, 201, 207, 200] },
    ],
  },
  {
    id: 'misra1a',
    title: 'NIST Misra1a',
    description: 'Dental research: volume of monomolecular adsorption against pressure, 14 observations.',
    citation: 'Misra, D. (1978), NIST; StRD Nonlinear Regression, Misra1a.',
    arrays: [
      {
        name: 'x',
        values: [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760],
      },
      {
        name: 'y',
        values: [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78],
      },
    ],
  },
  {
    id: 'anscombe',
    title: "Anscombe's quartet",
    description:
      'Four sets of 11 points with the same means, variances and regression line, and nothing else in common.',
    citation: 'Anscombe, F. J. (1973), Graphs in statistical analysis, The American Statistician 27(1), 17–21.',
    arrays: [
      { name: 'x', values: anscombeX },
      { name: 'y1', values: [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68] },
      { name: 'y2', values: [9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74] },
      { name: 'y3', values: [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73] },
      { name: 'x4', values: [8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8] },
      { name: 'y4', values: [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.5, 5.56, 7.91, 6.89] },
    ],
  },
];
