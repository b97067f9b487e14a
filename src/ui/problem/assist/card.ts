/** The card that explains a name: its shape and value, or a function's signature. Plain DOM, inside the editor. */
import { formatNumber } from '../../format';
import type { NameInfo, ShownValue, Word } from '../../types';

/** One explanation, in lines of words. */
export interface Card {
  readonly title: string;
  readonly detail: string;
  /** the value, where there is one */
  readonly value?: string;
  readonly note?: string;
}

/** What the worker knows of a name.
 *  @param spelled  the name as the text has it
 *  @param where    the point, in words */
export function cardOfName(info: NameInfo, spelled: string, where: string): Card {
  switch (info.kind) {
    case 'function':
      return { title: info.name, detail: info.signature, ...(info.doc ? { note: info.doc } : {}) };
    case 'other':
      return { title: spelled, detail: info.text };
    case 'value': {
      const { value, final } = info;
      const shape = shapeText(value.shape);
      if (value.first) return { title: spelled, detail: shape, value: valueText(value), note: where };
      if (!final?.first) return { title: spelled, detail: shape, note: 'One value for each turn of the loop.' };
      const detail = `${shape}, changes in a loop`;
      return { title: spelled, detail, value: valueText(final), note: `at the end, ${where}` };
    }
  }
}

/** What the language's own table says of a word. */
export function cardOfWord(word: Word, spelled: string): Card {
  return { title: spelled, detail: word.signature, note: word.doc };
}

/** A shape in words: a number, a vector of 3, an array of 160 × 3. */
export function shapeText(shape: readonly number[]): string {
  if (shape.length === 0) return 'number';
  return shape.length === 1 ? `vector of ${shape[0]}` : `array of ${shape.join(' × ')}`;
}

/** The first elements of a value, with their unit. */
export function valueText({ shape, first, unit }: ShownValue): string {
  const numbers = (first ?? []).map((each) => formatNumber(each, 6));
  const measured = unit === undefined ? '' : ` ${unit}`;
  if (shape.length === 0) return `${numbers[0] ?? ''}${measured}`;
  const size = shape.reduce((product, extent) => product * extent, 1);
  return `(${numbers.join(', ')}${size > numbers.length ? ', …' : ''})${measured}`;
}

/** The card as one sentence, for a screen reader. */
export function cardText({ title, detail, value, note }: Card): string {
  return [`${title} ${detail}`, value && `is ${value}`, note].filter(Boolean).join(', ');
}

/** The card as an element. */
export function cardElement({ title, detail, value, note }: Card): HTMLElement {
  const box = document.createElement('div');
  box.className = 'name-card';
  const head = line(box, 'p', 'name-card-head');
  line(head, 'strong', '', title);
  line(head, 'span', '', detail);
  if (value) line(box, 'p', 'name-card-value', `= ${value}`);
  if (note) line(box, 'p', 'name-card-note', note);
  return box;
}

function line(parent: HTMLElement, tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}
