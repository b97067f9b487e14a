/** Which language a text is written in, from its surface; a wrong guess only costs a clear message. */
import type { Language } from './tree';

/** Guesses the language. Empty texts and single expressions without any JavaScript or Python spelling are formulas. */
export function detectLanguage(source: string): Language {
  const code = withoutStringsAndComments(source);
  if (
    /=>|\bfunction\b|\b(?:const|let|var)\s+[\w$[{]|\bMath\s*\.|===|!==|\bexport\s|;\s*$|\breturn\b[^\n]*;|\?[^\n]*:/m.test(
      code,
    ) &&
    !/^\s*def\s/m.test(code)
  ) {
    return 'javascript';
  }
  const isPython =
    /^\s*(?:async\s+)?def\s|\blambda\b[^\n]*:|^\s*(?:import\s+\w|from\s+[\w.]+\s+import\b)|\b(?:np|jnp|numpy|math|torch|jax)\s*\.\s*\w|^\s*(?:for|while|if|elif|else|class|with|try)\b[^\n]*:\s*(?:$|\S)|\bfor\s+\w[\w, ]*\s+in\b|\bif\b[^\n]*\belse\b|\]\s*\.\s*\w+\(|\w\.(?:sin|cos|tan|tanh|exp|log|sum|mean|pow|sqrt|abs)\(/m.test(
      code,
    );
  if (isPython) return 'python';
  if (/\breturn\b/.test(code)) return /[{};]/.test(code) ? 'javascript' : 'python';
  return 'formula';
}

function withoutStringsAndComments(source: string): string {
  return source
    .replace(/"""[\s\S]*?"""|'''[\s\S]*?'''/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""')
    .replace(/(^|\s)#[^\n]*/g, '$1')
    .replace(/(^|\s)\/\/[^\n]*/g, '$1');
}
