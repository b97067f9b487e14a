import { describe, expect, it } from 'vitest';
import { colorDistance, colorRamp, contrast, parseHex } from './color';
import { markerPath } from './markers';
import { PALETTE_SIZE, plotColors, runStyle, type Theme } from './palette';

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const deficiencies: Record<string, readonly number[]> = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

function seenWith(matrix: readonly number[], hex: string): string {
  const linear = parseHex(hex).map((byte) => (byte / 255) ** 2.2);
  const bytes = [0, 1, 2].map((row) => {
    const value = linear.reduce((sum, channel, i) => sum + channel * matrix[3 * row + i]!, 0);
    return Math.round(255 * Math.min(1, Math.max(0, value)) ** (1 / 2.2));
  });
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

const themes: readonly Theme[] = ['light', 'dark'];

describe('palette', () => {
  it.each(themes)('%s: every line has 3:1 against the page and all of the landscape', (theme) => {
    const { page, ramp } = plotColors(theme);
    for (let i = 0; i < PALETTE_SIZE; i++) {
      for (const ground of [page, ...ramp]) {
        expect(contrast(runStyle(i, theme).color, ground), `color ${i} on ${ground}`).toBeGreaterThan(3);
      }
    }
  });

  it.each(themes)('%s: text on plots has 4.5:1', (theme) => {
    const { page, ink, inkSoft, contour, ramp } = plotColors(theme);
    expect(contrast(ink, page)).toBeGreaterThan(7);
    expect(contrast(inkSoft, page)).toBeGreaterThan(4.5);
    for (const ground of ramp.slice(1)) expect(contrast(contour, ground), `contour on ${ground}`).toBeGreaterThan(4);
  });

  it.each(themes)('%s: all colors differ, for color-blind eyes too', (theme) => {
    for (const [name, matrix] of Object.entries(deficiencies)) {
      for (let i = 0; i < PALETTE_SIZE; i++) {
        for (let j = 0; j < i; j++) {
          const [a, b] = [runStyle(i, theme).color, runStyle(j, theme).color];
          expect(colorDistance(a, b)).toBeGreaterThan(6);
          const seen = colorDistance(seenWith(matrix, a), seenWith(matrix, b));
          expect(seen, `${name}: ${i} and ${j}`).toBeGreaterThan(4);
        }
      }
    }
  });

  it('dash and marker differ wherever colors repeat', () => {
    const looks = Array.from({ length: 4 * PALETTE_SIZE }, (_, i) => {
      const { color, dash, marker } = runStyle(i, 'light');
      return `${color} ${dash.join()} ${marker}`;
    });
    expect(new Set(looks).size).toBe(looks.length);
    expect(new Set(Array.from({ length: PALETTE_SIZE }, (_, i) => runStyle(i, 'light').marker)).size).toBe(
      PALETTE_SIZE,
    );
  });

  it('ramps begin and end at their stops', () => {
    const ramp = colorRamp(['#102030', '#a0b0c0'], 64);
    const hex = (word: number): number[] => [word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24];
    expect(hex(ramp[0]!)).toEqual([0x10, 0x20, 0x30, 255]);
    expect(hex(ramp[63]!)).toEqual([0xa0, 0xb0, 0xc0, 255]);
  });

  it('contrast is WCAG’s', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 9);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 3);
  });

  it('every marker is a path without NaN', () => {
    for (let i = 0; i < PALETTE_SIZE; i++)
      expect(markerPath(runStyle(i, 'dark').marker, 5)).toMatch(/^M[-\d.,LAZ 0-9]+Z$/);
  });
});
