// Makes sure that a Chromium exists for the end-to-end tests: looks for one, then tries Playwright's download,
// then apt-get (as root, or with a password-less sudo). Exits 1 with instructions when all fail.
import { spawnSync } from 'node:child_process';
import { findChromium } from './chromium.mjs';

const run = (command, args, options = {}) =>
  spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options }).status === 0;

function isThere() {
  try {
    const browser = findChromium();
    console.log('browser:', browser.executablePath ?? `playwright ${browser.channel}`);
    return true;
  } catch (error) {
    if (process.env.PLAYWRIGHT_CHROMIUM_PATH) console.error(error.message);
    return false;
  }
}

function installWithApt() {
  if (process.platform !== 'linux' || !run('sh', ['-c', 'command -v apt-get'], { stdio: 'ignore' })) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !run('sudo', ['-n', 'true'], { stdio: 'ignore' })) return;
  const install =
    'apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium';
  const [command, ...args] = [...(isRoot ? [] : ['sudo', '-n']), 'sh', '-c', install];
  run(command, args, { timeout: 600_000 });
}

if (!isThere()) {
  console.log('No Chromium yet: trying the system package, then Playwright’s download …');
  installWithApt();
  if (!isThere()) run('npx', ['playwright', 'install', 'chromium'], { timeout: 300_000 });
  if (!isThere()) {
    console.error(
      '\nNo Chromium. Do one of:\n  npx playwright install chromium\n  sudo apt-get install -y chromium\n' +
        '  export PLAYWRIGHT_CHROMIUM_PATH=/path/to/chrome',
    );
    process.exit(1);
  }
}
