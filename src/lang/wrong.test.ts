/** Every wrong text is refused with a diagnostic that names the construct, its exact range and the remedy. */
import { describe, expect, it } from 'vitest';
import { parseLoss } from './index';
import type { Language } from './syntax/tree';
import { wrongPrograms } from './wrong-programs';

function reportOf(source: string, language: Language): string {
  const parsed = parseLoss(source, { language });
  if (parsed.ok) return 'accepted';
  return parsed.diagnostics
    .map(
      ({ from, to, code, message, remedy }) =>
        `${from}–${to} “${source.slice(from, to)}” [${code}] ${message} ${remedy}`,
    )
    .join('\n');
}

describe.each(Object.entries(wrongPrograms))('wrong %s', (language, sources) => {
  it.each(sources)('%s', (source) => {
    const report = reportOf(source, language as Language);
    expect(report).not.toBe('accepted');
    expect(report).toMatchSnapshot();
  });

  it('says something in every part of every diagnostic, inside the text', () => {
    for (const source of sources) {
      const parsed = parseLoss(source, { language: language as Language });
      if (parsed.ok) continue;
      for (const { from, to, message, remedy } of parsed.diagnostics) {
        expect(message.length).toBeGreaterThan(10);
        expect(remedy.length).toBeGreaterThan(5);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(source.length);
        if (source !== '') expect(to, source).toBeGreaterThan(from);
      }
    }
  });
});
