/** What families and needs of methods are called on the page. */
import type { MethodInfo } from '../types';

export const familyNames: Readonly<Record<MethodInfo['family'], string>> = {
  minimize: 'Local, as scipy.optimize.minimize',
  global: 'Global, as scipy.optimize',
  'first-order': 'First order, as torch.optim',
  population: 'Population',
};

/** What of the problem's limits a method cannot take: 'constraints'; null where it takes them all. */
export function lacksOf(needs: MethodInfo['needs'], hasBounds: boolean, hasConstraints: boolean): string | null {
  const lacks = [
    hasBounds && needs.bounds === 'ignored' ? 'bounds' : '',
    hasConstraints && needs.constraints === 'ignored' ? 'constraints' : '',
  ].filter(Boolean);
  return lacks.length === 0 ? null : lacks.join(' or ');
}

/** The inputs of a method in a few words: 'f, ∇f · bounds'. */
export function needWords(needs: MethodInfo['needs']): string {
  const derivatives = ['f', needs.grad === 'ignored' ? '' : '∇f', needs.hess === 'ignored' ? '' : '∇²f'].filter(
    Boolean,
  );
  const bounds = { required: 'needs bounds', used: 'bounds', ignored: '' }[needs.bounds];
  const constraints = { required: 'needs constraints', used: 'constraints', ignored: '' }[needs.constraints];
  return [derivatives.join(', '), bounds, constraints].filter(Boolean).join(' · ');
}
