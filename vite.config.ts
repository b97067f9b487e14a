import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Vitest's reporter groups failures with Map.groupBy, which Node 20 lacks: without it a failing run prints no reason.
Map.groupBy ??= <K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
};

/** Tests that run shaders. */
const onSoftwareGpu = [
  'src/{gpu,torch}/**/*.test.ts',
  'src/emit/wgsl.test.ts',
  'src/lang/{kinks,fuzz/wgsl}.test.ts',
  'src/worker/digits/digits.test.ts',
];

export default defineConfig({
  base: './',
  plugins: [react()],
  // plotly.js/lib/* reads Node's `global`.
  define: { global: 'globalThis' },
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 2000 },
  server: { port: 8500 },
  preview: { port: Number(process.env.PORT ?? 8501) },
  test: {
    pool: 'forks',
    // Generous: a machine that runs other things too must not fail a test that passes alone.
    testTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'cpu',
          include: ['src/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: onSoftwareGpu,
          // The default leaves one core idle, which is half of a small machine.
          maxWorkers: '100%',
        },
      },
      {
        extends: true,
        // The software adapter takes all cores for itself: two at once are five times slower each.
        test: { name: 'gpu', include: onSoftwareGpu, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
