/** Arrow keys among cards that wrap: by where they lie on the screen, whatever the number of columns. */

/** The card to go to, or null where the key is none of ours or there is nothing further.
 *  @param cards    in reading order
 *  @param present  the focused element; from anything but a card, ↓ goes to the first */
export function nextInGrid(cards: readonly HTMLElement[], present: Element | null, key: string): HTMLElement | null {
  const at = cards.findIndex((card) => card === present);
  if (at < 0) return key === 'ArrowDown' ? (cards[0] ?? null) : null;
  if (key === 'Home') return cards[0] ?? null;
  if (key === 'End') return cards.at(-1) ?? null;
  if (key === 'ArrowRight') return cards[at + 1] ?? null;
  if (key === 'ArrowLeft') return cards[at - 1] ?? null;
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return null;
  const from = cards[at]!.getBoundingClientRect();
  const isBeyond = (card: HTMLElement): boolean => {
    const { top } = card.getBoundingClientRect();
    return key === 'ArrowDown' ? top > from.top + 1 : top < from.top - 1;
  };
  const rows = cards.filter(isBeyond);
  const nearest = key === 'ArrowDown' ? rows[0] : rows.at(-1);
  if (!nearest) return null;
  const row = nearest.getBoundingClientRect().top;
  const distance = (card: HTMLElement): number => Math.abs(card.getBoundingClientRect().left - from.left);
  return rows
    .filter((card) => Math.abs(card.getBoundingClientRect().top - row) < 2)
    .reduce((best, card) => (distance(card) < distance(best) ? card : best));
}
