// The one place that decides which Chromium the end-to-end tests launch, and with which flags.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const isRoot = process.getuid?.() === 0;

/** Flags for every launch: no background traffic, and no sandbox where root forbids one. */
export const baseArgs = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(isRoot ? ['--no-sandbox'] : []),
];

/** Without this flag `navigator.gpu.requestAdapter()` resolves to null on a machine without a GPU. */
export const webgpuArgs = ['--enable-unsafe-webgpu'];

const commands = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google/Chrome/Application/chrome.exe')),
];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds a Chromium: $PLAYWRIGHT_CHROMIUM_PATH, Playwright's own download, one on PATH, the usual places.
 * @returns {{ executablePath?: string, channel?: string }} what Playwright's launch options need
 * @throws Error when there is none, or when $PLAYWRIGHT_CHROMIUM_PATH is not executable
 */
export function findChromium() {
  const chosen = process.env.PLAYWRIGHT_CHROMIUM_PATH;
  if (chosen) {
    if (!isExecutable(chosen)) throw new Error(`PLAYWRIGHT_CHROMIUM_PATH=${chosen} is not executable`);
    return { executablePath: chosen };
  }
  // The channel picks the full browser: the headless shell has no WebGPU.
  if (existsSync(chromium.executablePath())) return { channel: 'chromium' };
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => commands.map((command) => join(folder, command)));
  const found = [...onPath, ...usualPlaces].find(isExecutable);
  if (!found) throw new Error('No Chromium found: run `npm run setup:browser`');
  return { executablePath: found };
}
