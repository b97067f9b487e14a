import { describe, expect, it } from 'vitest';
import { History } from './history';
import { defaultSettings, type Settings } from './settings';

const start = defaultSettings();
const withText = (settings: Settings, text: string): Settings => ({
  ...settings,
  problem: { ...settings.problem, text },
});

describe('History', () => {
  it('goes back and forth', () => {
    const history = new History();
    const second = { ...start, seed: 1 };
    const third = { ...second, showArrows: true };
    history.record(start, second, 'seed', 0);
    history.record(second, third, 'arrows', 10);
    expect(history.undo(third)).toEqual(second);
    expect(history.undo(second)).toEqual(start);
    expect(history.undo(start)).toBeNull();
    expect(history.redo(start)).toEqual(second);
    expect(history.redo(second)).toEqual(third);
    expect(history.redo(third)).toBeNull();
  });

  it('does not undo what was typed since', () => {
    const history = new History();
    const seeded = { ...start, seed: 1 };
    history.record(start, seeded, 'seed', 0);
    const typed = withText(seeded, 'x^2');
    expect(history.undo(typed)).toEqual(withText(start, 'x^2'));
  });

  it('finds typed text again after undoing a pick of another problem', () => {
    const history = new History();
    const picked = withText({ ...start, x0: [3, 3] }, 'beale');
    history.record(start, picked, 'problem', 0);
    const edited = withText(picked, 'beale, edited');
    const back = history.undo(edited)!;
    expect(back).toEqual(start);
    expect(history.redo(back)).toEqual(edited);
  });

  it('takes a drag as one change', () => {
    const history = new History();
    let present: Settings = start;
    for (let k = 1; k <= 50; k++) {
      const next = { ...present, x0: [k, k] };
      history.record(present, next, 'start', k * 16);
      present = next;
    }
    expect(history.undo(present)).toEqual(start);
    expect(history.undo(start)).toBeNull();
  });

  it('a new change ends the way forward; one that changes nothing does not', () => {
    const history = new History();
    const seeded = { ...start, seed: 1 };
    history.record(start, seeded, 'seed', 0);
    history.undo(seeded);
    history.record(start, start, 'arrows', 5000);
    expect(history.redo(start)).toEqual(seeded);
    history.undo(seeded);
    history.record(start, { ...start, showArrows: true }, 'arrows', 9000);
    expect(history.redo(start)).toBeNull();
  });
});
