import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';

/** Two builds from one config: the explorer (`vite build`) and the library with its command line (`vite build --ssr`). */
export default defineConfig(({ isSsrBuild }) => ({
  base: './',
  plugins: [preact()],
  worker: { format: 'es' as const },
  build: isSsrBuild
    ? {
        outDir: 'dist/node',
        ssr: true,
        target: 'node20',
        rollupOptions: { input: { index: 'src/index.ts', cli: 'src/cli/main.ts' } },
      }
    : { outDir: 'dist/explorer', target: 'es2022' },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
}));
