/** How lists are searched: every word typed must occur; the name itself comes first, then hits at its start. */

/** Rank of an entry in 0 … 1, as cmdk asks for it; 0 hides it. */
export function searchRank(name: string, search: string, keywords: readonly string[] = []): number {
  const words = plain(search).split(' ').filter(Boolean);
  if (words.length === 0) return 1;
  const title = plain(name);
  const rest = plain(keywords.join(' '));
  let rank = title === words.join(' ') ? 1 : 0.9;
  for (const word of words) {
    if (title.startsWith(word)) rank *= 1;
    else if (title.includes(` ${word}`)) rank *= 0.8;
    else if (title.includes(word)) rank *= 0.6;
    else if (rest.includes(word)) rank *= 0.2;
    else return 0;
  }
  return rank;
}

/** Lower case without accents and punctuation, so that "goldstein price" finds Goldstein–Price and "levy" Lévy. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
