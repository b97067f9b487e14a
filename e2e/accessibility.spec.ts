/** The page passes axe in both themes, on a desk and on a phone, and is run by the keyboard alone. */
import AxeBuilder from '@axe-core/playwright';
import { expect, open, studyEnded, test } from './helpers';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, viewport] of [
    ['desk', { width: 1440, height: 900 }],
    ['phone', { width: 390, height: 844 }],
  ] as const) {
    test(`axe finds nothing: ${colorScheme}, ${device}`, async ({ app }) => {
      await app.emulateMedia({ colorScheme });
      await app.setViewportSize(viewport);
      await open(app);
      if (device === 'desk') await studyEnded(app);
      const { violations } = await new AxeBuilder({ page: app }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
    });
  }
}

test('the shortcuts dialog and the command palette open by key', async ({ app }) => {
  await open(app);
  await app.keyboard.press('?');
  await expect(app.getByRole('dialog', { name: /shortcuts/i })).toBeVisible();
  await app.keyboard.press('Escape');
  await app.keyboard.press('ControlOrMeta+K');
  await expect(app.getByRole('dialog')).toBeVisible();
  await app.keyboard.type('export');
  await expect(app.getByRole('option', { name: /export/i }).first()).toBeVisible();
});

test('without motion the final state is shown at once', async ({ app }) => {
  await app.emulateMedia({ reducedMotion: 'reduce' });
  await open(app);
  await studyEnded(app);
  const slider = app.getByRole('slider', { name: 'Iteration' });
  await expect.poll(async () => (await slider.inputValue()) === (await slider.getAttribute('max'))).toBe(true);
});
