/** Names of keys as the person's keyboard has them, and the list of shortcuts. */

const isMac = /mac|iphone|ipad/i.test(globalThis.navigator?.userAgent ?? '');

export const commandKey = isMac ? '⌘' : 'Ctrl';

export const shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: [commandKey, 'Enter'], does: 'Run the study' },
  { keys: ['Esc'], does: 'Cancel the study' },
  { keys: ['Space'], does: 'Play or pause' },
  { keys: ['←', '→'], does: 'One iteration back or forward (Shift: ten)' },
  { keys: ['Home', 'End'], does: 'First or last iteration' },
  { keys: ['S'], does: 'Advance every method by one iteration' },
  { keys: ['[', ']'], does: 'Slower or faster' },
  { keys: [commandKey, 'K'], does: 'Find a command' },
  { keys: [commandKey, 'Z'], does: 'Undo a setting (Shift: redo)' },
  { keys: ['L'], does: 'Logarithmic or linear contour levels' },
  { keys: ['?'], does: 'This list' },
];

export const editorShortcuts: typeof shortcuts = [
  { keys: [commandKey, 'Space'], does: 'Suggest words (Enter or Tab takes one, Esc closes)' },
  { keys: [commandKey, 'I'], does: 'Explain the name at the cursor: shape, value, signature' },
];

export const landscapeShortcuts: typeof shortcuts = [
  { keys: ['Click'], does: 'Put the start point there' },
  { keys: ['Drag'], does: 'Move the start point, or pan the ground' },
  { keys: ['Wheel'], does: 'Zoom about the pointer' },
  { keys: ['←', '↑', '→', '↓'], does: 'Move the start by ten pixels (Shift: one)' },
  { keys: ['+', '−'], does: 'Zoom in or out' },
  { keys: ['0'], does: 'Show the whole domain' },
];
