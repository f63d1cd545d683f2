import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import preact from '@preact/preset-vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { parse } from 'yaml';

const SCENES = join(import.meta.dirname, 'scenes');
/** Listed first: what the explorer opens with. */
const FIRST_SCENE = 'sanctuary.yaml';

/** Puts the scenes and their list, `scenes/index.json`, beside the explorer, so that any static server can serve it. */
function scenes(): Plugin {
  return {
    name: 'scenes',
    configureServer(server) {
      server.middlewares.use('/scenes/index.json', (_request, response) => response.end(sceneList()));
    },
    generateBundle() {
      for (const file of readdirSync(SCENES, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(ya?ml|csv|tsv)$/.test(file)) continue;
        this.emitFile({
          type: 'asset',
          fileName: `scenes/${file.replaceAll('\\', '/')}`,
          source: readFileSync(join(SCENES, file)),
        });
      }
      this.emitFile({ type: 'asset', fileName: 'scenes/index.json', source: sceneList() });
    },
  };
}

/** JSON: file, title and question of every scene; a scene without them shows those of the one it extends. */
function sceneList(): string {
  const head = (file: string): Record<string, unknown> => parse(readFileSync(join(SCENES, file), 'utf8')) ?? {};
  const files = readdirSync(SCENES)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort((a, b) => Number(b === FIRST_SCENE) - Number(a === FIRST_SCENE) || a.localeCompare(b, 'en'));
  const entries = files.map((file) => {
    const own = head(file);
    const parent = typeof own.extends === 'string' ? head(own.extends) : {};
    const text = (key: string) => String(own[key] ?? parent[key] ?? '');
    return { file, title: text('title') || basename(file, '.yaml'), question: text('question') };
  });
  return JSON.stringify(entries);
}

/** Two builds from one config: the explorer (`vite build`) and the library with its command line (`vite build --ssr`). */
export default defineConfig(({ isSsrBuild }) => ({
  base: './',
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
