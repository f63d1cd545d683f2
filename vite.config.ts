import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import preact from '@preact/preset-vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { listScenes } from './src/cli/scene-list.ts';

const SCENES = join(import.meta.dirname, 'scenes');

/** Puts the scenes and their list, `scenes/index.json`, beside the explorer, so that any static server can serve it. */
function scenes(): Plugin {
  return {
    name: 'scenes',
    configureServer(server) {
      server.middlewares.use('/scenes/index.json', async (_request, response) =>
        response.end(JSON.stringify(await listScenes(SCENES))),
      );
    },
    async generateBundle() {
      for (const file of readdirSync(SCENES, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(ya?ml|csv|tsv)$/.test(file)) continue;
        this.emitFile({
          type: 'asset',
          fileName: `scenes/${file.replaceAll('\\', '/')}`,
          source: readFileSync(join(SCENES, file)),
        });
      }
      this.emitFile({ type: 'asset', fileName: 'scenes/index.json', source: JSON.stringify(await listScenes(SCENES)) });
    },
  };
}

/** The commit that is built, with `+` where sources have changed since: benchmarks name it. */
function commit(): string | null {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const changed = git('status', '--porcelain', '--', 'src', 'shaders', 'bench') !== '';
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? '+' : ''}`;
  } catch {
    return null;
  }
}

/** Two builds from one config: the explorer (`vite build`) and the library with its command line (`vite build --ssr`). */
export default defineConfig(({ isSsrBuild }) => ({
  base: './',
  define: { __NIDUS_COMMIT__: JSON.stringify(commit()) },
  plugins: [preact(), ...(isSsrBuild ? [] : [scenes()])],
  worker: { format: 'es' as const },
  build: isSsrBuild
    ? {
        outDir: 'dist/node',
        ssr: true,
        target: 'node20',
        rollupOptions: { input: { index: 'src/index.ts', node: 'src/host/node.ts', cli: 'src/cli/main.ts' } },
      }
    : { outDir: 'dist/explorer', target: 'es2022' },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
}));
