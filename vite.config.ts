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
    include: ['src/**/*.test.ts', 'bench/**/*.test.ts'],
    pool: 'forks',
    // Generous: a machine that runs other things too must not fail a test that passes alone.
    testTimeout: 120_000,
  },
});
