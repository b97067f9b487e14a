/** A short run of the WGSL fuzz; the long one is `npm run fuzz`, or FUZZ_WGSL=500 npx vitest run src/lang/fuzz/wgsl. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openWgsl } from '../../emit/gpu-harness';
import { nodeGpu } from '../../gpu/node-gpu';
import { compareWgsl } from '../../../bench/fuzz/wgsl';
import { randomLoss } from './generate';

const seed = 7001;
const count = Number(process.env.FUZZ_WGSL ?? 24);

it(
  `WGSL means what the loss means: ${count} programs per language, seed ${seed}`,
  { timeout: 600_000 },
  async ({ skip }) => {
    const run = await openWgsl(await nodeGpu());
    if (!run) return skip();
    let compared = 0;
    for (const language of ['javascript', 'python'] as const) {
      const sources = fc.sample(randomLoss(language), { numRuns: count, seed }).map(({ source }) => source);
      const result = await compareWgsl(run, sources, language);
      expect(result.differences).toEqual([]);
      compared += result.compared;
    }
    expect(compared).toBeGreaterThan(count);
  },
);
