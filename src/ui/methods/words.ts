/** What families and needs of methods are called on the page. */
import type { MethodInfo } from '../types';

export const familyNames: Readonly<Record<MethodInfo['family'], string>> = {
  minimize: 'Local, as scipy.optimize.minimize',
  scalar: 'One variable, as scipy.optimize.minimize_scalar',
  global: 'Global, as scipy.optimize',
  'first-order': 'First order, as torch.optim',
  population: 'Population',
};

/** What of the problem a method cannot take: 'constraints'; null where it takes it all. */
export function lacksOf(
  { needs, variables }: Pick<MethodInfo, 'needs' | 'variables'>,
  {
    n,
    hasBounds,
    hasConstraints,
  }: { readonly n: number; readonly hasBounds: boolean; readonly hasConstraints: boolean },
): string | null {
  const lacks = [
    variables !== undefined && n !== variables ? `${n} variables` : '',
    hasBounds && needs.bounds === 'ignored' ? 'bounds' : '',
    hasConstraints && needs.constraints === 'ignored' ? 'constraints' : '',
  ].filter(Boolean);
  return lacks.length === 0 ? null : lacks.join(' or ');
}

/** The inputs of a method in a few words: 'f, ∇f · bounds'. */
export function needWords({ needs, variables }: Pick<MethodInfo, 'needs' | 'variables'>): string {
  const derivatives = ['f', needs.grad === 'ignored' ? '' : '∇f', needs.hess === 'ignored' ? '' : '∇²f'].filter(
    Boolean,
  );
  const bounds = { required: 'needs bounds', used: 'bounds', ignored: '' }[needs.bounds];
  const constraints = { required: 'needs constraints', used: 'constraints', ignored: '' }[needs.constraints];
  return [derivatives.join(', '), variables === 1 ? 'one variable' : '', bounds, constraints]
    .filter(Boolean)
    .join(' · ');
}
