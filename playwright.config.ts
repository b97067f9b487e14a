import { defineConfig } from '@playwright/test';
import { baseArgs, findChromium, webgpuArgs } from './scripts/chromium.mjs';

const address = `http://127.0.0.1:${process.env.PORT ?? 8501}/`;
const browser = findChromium();
const launch = (args: string[]) => ({
  ...(browser.channel ? { channel: browser.channel } : {}),
  launchOptions: { args, ...(browser.executablePath ? { executablePath: browser.executablePath } : {}) },
});

// The main job runs twice: `webgpu` has a software adapter, `cpu` has no adapter at all. Panels that ask nothing of an
// engine are tested once, with WebGPU.
const oncePanels =
  /(accessibility|animations|constraints|controls|editor|examples|frames|language|multi-start|parameters|plain-javascript)\.spec\.ts/;
export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: { baseURL: address, trace: 'on-first-retry', viewport: { width: 1440, height: 900 } },
  projects: [
    { name: 'webgpu', testIgnore: /\.cpu\.spec\.ts/, use: launch([...baseArgs, ...webgpuArgs]) },
    { name: 'cpu', testIgnore: [/\.gpu\.spec\.ts/, oncePanels], use: launch(baseArgs) },
  ],
  webServer: {
    command: 'npm run build && npm run preview -- --host 127.0.0.1 --strictPort',
    url: address,
    timeout: 180_000,
    reuseExistingServer: !process.env.CI,
  },
});
