// Bundles one TypeScript entry for Node and runs it: node scripts/run-ts.mjs bench/main.ts [args …]
// Bundled rather than transformed module by module, so that benchmarks time the code that ships.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error('usage: node scripts/run-ts.mjs ENTRY.ts [args …]');
  process.exit(2);
}
const outDir = mkdtempSync(resolve('node_modules', '.run-ts-'));
process.on('exit', () => rmSync(outDir, { recursive: true, force: true }));
writeFileSync(join(outDir, 'package.json'), '{"type":"module"}');
await build({
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: resolve(entry),
    outDir,
    minify: false,
    target: 'node20',
    rollupOptions: { output: { entryFileNames: 'main.js', format: 'es' } },
  },
});
process.argv = [process.argv[0], resolve(entry), ...args];
await import(pathToFileURL(join(outDir, 'main.js')).href);
