/**
 * Blanks out TypeScript's type syntax, so that acorn can read the rest at unchanged offsets.
 *
 * Covers what a loss contains: annotations of parameters, variables and results, `as` and `satisfies`, type
 * arguments of declarations, non-null `!`, and whole `type`/`interface` declarations. Not a TypeScript parser:
 * a type that it does not recognize stays, and acorn reports it.
 */

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** One type: a name with type arguments and brackets, a tuple or object type, or a union of these. */
const simpleType = String.raw`(?:readonly\s+)?(?:[A-Za-z_$][\w$.]*(?:<[^<>()]*(?:<[^<>]*>)?[^<>()]*>)?|\[[^\]]*\]|\{[^{}]*\}|\([^()]*\)\s*=>\s*[\w$.[\]]+)(?:\[\])*`;
const type = String.raw`${simpleType}(?:\s*[|&]\s*${simpleType})*`;

/** @returns a text of the same length without types; the source itself when it has none */
export function stripTypes(source: string): string {
  let text = source;
  const erase = (pattern: RegExp, keep: (match: RegExpExecArray) => [number, number]): void => {
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const [from, to] = keep(match);
      text = text.slice(0, from) + blank(text.slice(from, to)) + text.slice(to);
      if (to > pattern.lastIndex) pattern.lastIndex = to;
    }
  };
  const whole = (match: RegExpExecArray): [number, number] => [match.index, match.index + match[0].length];
  const group = (match: RegExpExecArray): [number, number] => {
    const at = match.index + match[0].lastIndexOf(match[1]!);
    return [at, at + match[1]!.length];
  };
  erase(/^\s*(?:export\s+)?(?:type\s+\w+\s*=[^;\n]*;?|interface\s+\w+\s*\{[^}]*\})/gm, whole);
  erase(new RegExp(String.raw`\b(?:const|let|var)\s+[\w$]+\s*(:\s*${type})(?=\s*(?:=[^>]|;|$))`, 'gm'), group);
  erase(new RegExp(String.raw`[\w$\]})]\s*(\??:\s*${type})(?=\s*[,)=])(?![^()]*\?[^()]*$)`, 'g'), (match) => {
    const isTernary = /\?[^:()]*$/.test(text.slice(Math.max(0, match.index - 80), match.index + 1));
    return isTernary ? [match.index, match.index] : group(match);
  });
  erase(new RegExp(String.raw`\)\s*(:\s*${type})(?=\s*(?:=>|\{))`, 'g'), group);
  erase(new RegExp(String.raw`\s(?:as|satisfies)\s+${type}`, 'g'), whole);
  erase(/\bfunction\s+\w+\s*(<[^<>()]*>)(?=\s*\()/g, group);
  erase(/[\w$\])](!)(?=[\s.;,)\]*+\-/])(?!=)/g, (match) => [match.index + 1, match.index + 2]);
  return text;
}
