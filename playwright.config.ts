import { defineConfig } from '@playwright/test';
import { baseArgs, findChromium, webgpuArgs } from './scripts/chromium.mjs';

const browser = findChromium();
const launch = (args: string[]) => ({
  ...(browser.channel ? { channel: browser.channel } : {}),
  launchOptions: { args, ...(browser.executablePath ? { executablePath: browser.executablePath } : {}) },
});

// The same tests run twice: `webgpu` has a software adapter, `cpu` has no adapter at all.
export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: { baseURL: 'http://127.0.0.1:8501/', trace: 'retain-on-failure', viewport: { width: 1440, height: 900 } },
  projects: [
    { name: 'webgpu', testIgnore: /\.cpu\.spec\.ts/, use: launch([...baseArgs, ...webgpuArgs]) },
    { name: 'cpu', testIgnore: /\.gpu\.spec\.ts/, use: launch(baseArgs) },
  ],
  webServer: {
    command: 'npm run build && npm run preview -- --host 127.0.0.1 --strictPort',
    url: 'http://127.0.0.1:8501/',
    timeout: 180_000,
    reuseExistingServer: !process.env.CI,
  },
});
