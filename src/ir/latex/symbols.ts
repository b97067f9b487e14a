/** Numbers and names in LaTeX. */

const greek = new Set(
  (
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi ' +
    'omega varepsilon vartheta varphi Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'
  ).split(' '),
);

/** A name without its subscripts: one letter, a Greek letter, or an upright word. */
function stem(word: string): string {
  if (/^[A-Za-z]$/.test(word)) return word;
  if (greek.has(word)) return `\\${word}`;
  if (/^[A-Za-z\d_]+$/.test(word)) return `\\mathrm{${word.replaceAll('_', '\\_')}}`;
  return `\\text{${word.replaceAll(/[\\{}$&#^_%~]/g, ' ')}}`;
}

/** A variable's label as the compiler gives it: `x`, `x1`, `tau_m`, `x[0]`, `W[1, 2]`, `x_3`. */
export function symbolOf(label: string): string {
  const element = /^(.+?)\[(.+)\]$/.exec(label);
  if (element) return `${stem(element[1]!)}_{${element[2]!.replaceAll(/\s/g, '')}}`;
  const numbered = /^([A-Za-z]|[A-Za-z]+(?=_))_?(\d+)$/.exec(label);
  if (numbered) return `${stem(numbered[1]!)}_{${numbered[2]!}}`;
  const subscripted = /^([A-Za-z]+)_([A-Za-z\d]+)$/.exec(label);
  if (subscripted && (subscripted[1]!.length === 1 || greek.has(subscripted[1]!))) {
    return `${stem(subscripted[1]!)}_{${subscripted[2]!.length === 1 ? subscripted[2]! : stem(subscripted[2]!)}}`;
  }
  return stem(label);
}

/** The vector that numbered labels are elements of, and what its first element is numbered; null for other labels. */
export function vectorOf(labels: readonly string[]): { readonly symbol: string; readonly base: 0 | 1 } | null {
  const first = /^(.+?)(?:\[(0)\]|_(1))$/.exec(labels[0] ?? '');
  if (!first) return null;
  const base = first[2] === undefined ? 1 : 0;
  const spelled = (i: number): string => (base === 0 ? `${first[1]!}[${i}]` : `${first[1]!}_${i + 1}`);
  return labels.every((label, i) => label === spelled(i)) ? { symbol: stem(first[1]!), base } : null;
}

const shownDigits = 6;
const denominators = [3, 6, 7, 9, 11, 12];

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) <= 4e-16 * Math.abs(value);

/** A number ≥ 0 as people write it, and whether digits were left out. */
export function numberTex(value: number): { readonly tex: string; readonly isRounded: boolean } {
  const exact = (tex: string): { tex: string; isRounded: boolean } => ({ tex, isRounded: false });
  if (Number.isNaN(value)) return exact('\\mathrm{NaN}');
  if (value === Infinity) return exact('\\infty');
  if (Number.isInteger(value) && value < 1e6) return exact(String(value));
  if (value === Math.E) return exact('e');
  const ofPi = value / Math.PI;
  for (const divisor of [1, 2, 3, 4, 6]) {
    const count = Math.round(ofPi * divisor);
    if (count === 0 || count > 24 || (count * Math.PI) / divisor !== value) continue;
    const top = count === 1 ? '\\pi' : `${count}\\pi`;
    return exact(divisor === 1 ? top : `\\tfrac{${top}}{${divisor}}`);
  }
  const overPi = Math.round(value * Math.PI);
  if (overPi > 0 && overPi < 100 && overPi / Math.PI === value) return exact(`\\tfrac{${overPi}}{\\pi}`);
  const squared = Math.round(value * value);
  if (squared < 100 && Math.sqrt(squared) === value) return exact(`\\sqrt{${squared}}`);
  const rounded = Number(value.toPrecision(shownDigits));
  if (rounded !== value && value < 100) {
    const bottom = denominators.find((each) => isWhole(value * each) && Math.round(value * each) < 100);
    if (bottom) return exact(`\\tfrac{${Math.round(value * bottom)}}{${bottom}}`);
  }
  const isRounded = rounded !== value;
  if (rounded !== 0 && (rounded >= 1e6 || rounded < 1e-4)) {
    const [mantissa, exponent] = rounded.toExponential().split('e') as [string, string];
    const power = `10^{${Number(exponent)}}`;
    return { tex: mantissa === '1' ? power : `${mantissa}\\cdot ${power}`, isRounded };
  }
  return { tex: String(rounded), isRounded };
}
