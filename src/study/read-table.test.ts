/** Pasted and dropped numbers: what is read, and what each refusal says. */
import { describe, expect, it } from 'vitest';
import { dataName, readTable } from './read-table';

const read = (text: string, dropsGaps = false) => readTable(text, 'file', dropsGaps);

const escaped = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

describe('CSV', () => {
  it('gives one named array for each column', () => {
    expect(read('time (s),V [mV]\n0,1.5\n1,-2e-3\n')).toEqual({
      ok: true,
      isTable: true,
      left: [],
      dropped: 0,
      arrays: [
        { name: 'time', values: [0, 1] },
        { name: 'V', values: [1.5, -2e-3] },
      ],
    });
  });

  it.each([
    ['semicolons and decimal commas', 'a;b\n1,5;2\n3,25;4'],
    ['tabs', 'a\tb\n1.5\t2\n3.25\t4'],
    ['spaces', '1.5 2\n3.25   4\n'],
    ['quotes, a byte order mark and blank lines', '\uFEFF"a","b"\r\n"1.5","2"\r\n\r\n"3.25","4"\r\n'],
    ['no header', '1.5,2\n3.25,4'],
  ])('reads %s', (_, text) => {
    const reading = read(text);
    expect(reading).toMatchObject({ ok: true });
    expect(reading.ok && reading.arrays).toEqual([
      { name: 'a', values: [1.5, 3.25] },
      { name: 'b', values: [2, 4] },
    ]);
  });

  it('counts what texts stand for, and leaves out what is free text', () => {
    const reading = read('size,species,note\n1,setosa,p\n2,virginica,q\n3,setosa,r\n4,setosa,s');
    expect(reading).toMatchObject({
      arrays: [{ name: 'size' }, { name: 'species', values: [0, 1, 0, 0], labels: ['setosa', 'virginica'] }],
      left: [{ name: 'note', reason: 'it holds texts: “p”, …' }],
    });
  });

  it('leaves rows with gaps out only when told to', () => {
    const text = 'a,b\n1,2\n3,NA\n5,6\n,8';
    expect(read(text)).toEqual({
      ok: false,
      gaps: 2,
      message: 'Row 3, column “b”: there is no number, and in 1 more rows there is none somewhere.',
    });
    expect(read(text, true)).toMatchObject({
      ok: true,
      dropped: 2,
      arrays: [{ values: [1, 5] }, { values: [2, 6] }],
    });
  });

  it.each([
    ['', /nothing here yet/],
    ['a,b\n1,2\n3,4x\n5,6', 'Row 3, column “b”: “4x” is not a number.'],
    ['a,b\n1,2\n3', 'Row 3 has 1 columns, and the header names 2.'],
    ['1,2\n3,4,5', 'Row 2 has 3 columns, and the first row has 2.'],
    ['a,b\n', /no row of numbers/],
    ['a,b\n"1,2\n', /quotation mark/],
  ])('says where %j is wrong', (text, message) => {
    expect(read(text)).toMatchObject({
      ok: false,
      message: expect.stringMatching(typeof message === 'string' ? escaped(message) : message) as string,
    });
  });

  it('keeps names apart and usable', () => {
    expect(read('Größe,1st,Größe\n1,2,3')).toMatchObject({
      arrays: [{ name: 'Größe' }, { name: 'x_1st' }, { name: 'Größe_2' }],
    });
    expect(dataName('x (m/s) × 2')).toBe('x');
  });
});

describe('JSON', () => {
  it('reads arrays, objects of arrays and records', () => {
    expect(read('[[1,2],[3,4]]')).toMatchObject({
      arrays: [
        {
          name: 'file',
          values: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
      isTable: false,
    });
    expect(read('{"X": [[1],[2]], "g": 9.81}')).toMatchObject({
      arrays: [
        { name: 'X', values: [[1], [2]] },
        { name: 'g', values: 9.81 },
      ],
    });
    expect(read('[{"a":1,"b":2},{"a":3,"b":4}]')).toMatchObject({
      isTable: true,
      arrays: [
        { name: 'a', values: [1, 3] },
        { name: 'b', values: [2, 4] },
      ],
    });
  });

  it.each([
    ['[1, 2', /starts like JSON and is not/],
    ['{"X": [[1, 2], [3]]}', 'X[1]: expected a list of 2, as the first one is; got a list of 1.'],
    ['{"X": [1, "two"]}', 'X[1]: expected numbers, got "two".'],
    ['[{"a":1},{"b":2}]', 'a[1]: expected numbers, got nothing.'],
    ['{}', /no arrays/],
    ['{"a": {"b": 1}}', 'a: expected numbers, got an object.'],
  ])('says where %s is wrong', (text, message) => {
    expect(read(text)).toMatchObject({
      ok: false,
      message: expect.stringMatching(typeof message === 'string' ? escaped(message) : message) as string,
    });
  });
});
