/** The report's tables. */
import type { BenchRow } from './timing';

const WIDTHS = [46, 12, 12, 8, 9, 8] as const;

/** A table of rows: what was timed, ours, the anchor, their ratio, the goal, and whether it is met.
 *  @param shown  writes ours and the anchor's; default: as microseconds */
export function table(title: string, anchor: string, rows: readonly BenchRow[], shown = duration): string {
  const head = line(title, 'ours', anchor, 'ratio', 'goal', '');
  return [head, '-'.repeat(head.length), ...rows.map((row) => rowText(row, shown))].join('\n');
}

/** Whether a row's goal is met; null where its anchor is absent. */
export function isMet({ ratio, goal }: BenchRow): boolean | null {
  return ratio === null ? null : ratio <= goal;
}

function rowText(row: BenchRow, shown: (value: number) => string): string {
  const { name, ours, anchor, ratio, goal } = row;
  const verdict = { true: 'met', false: 'MISSED', null: '' }[String(isMet(row)) as 'true' | 'false' | 'null'];
  return line(
    name,
    shown(ours),
    anchor === null ? 'absent' : shown(anchor),
    ratio === null ? '' : number(ratio),
    `≤ ${number(goal)}`,
    verdict,
  );
}

function line(...cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[i]!) : cell.padStart(WIDTHS[i]!))).join('');
}

function duration(us: number): string {
  if (us < 1000) return `${number(us)} µs`;
  return us < 1e6 ? `${number(us / 1000)} ms` : `${number(us / 1e6)} s`;
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(value < 0.01 ? 1 : value < 1 ? 2 : 3);
}
