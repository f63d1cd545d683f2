import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import preact from '@preact/preset-vite';
import { build, type Plugin, type Rolldown } from 'vite';
import { defineConfig } from 'vitest/config';
import { listScenes } from './src/cli/scene-list.ts';

const SCENES = join(import.meta.dirname, 'scenes');
const PAGES = { index: join(import.meta.dirname, 'index.html'), bench: join(import.meta.dirname, 'bench.html') };

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
        if (!/\.(ya?ml|csv|tsv|json)$/.test(file)) continue;
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

/** `import script from './x.ts?thread'`: the module and all it imports as one classic script that calls its `serve(port)`. */
function threads(): Plugin {
  return {
    name: 'threads',
    load: {
      filter: { id: /\?thread$/ },
      async handler(id) {
        const entry = id.replace(/\?.*/, '');
        const built = await build({
          configFile: false,
          logLevel: 'warn',
          build: { write: false, target: 'es2022', lib: { entry, name: 'thread', formats: ['iife'] } },
        });
        const [{ output }] = built as Rolldown.RolldownOutput[];
        for (const module of output[0].moduleIds) this.addWatchFile(module);
        return `export default ${JSON.stringify(`${output[0].code}\nthread.serve(port);`)}`;
      },
    },
  };
}

/**
 * The page's first line starts the simulation's worker, while the page itself is still being fetched. It is the worker that
 * `src/app/early-worker.ts` names; where it does not start, that module starts another, which says why.
 */
function earlyWorker(): Plugin {
  return {
    name: 'early-worker',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle, filename }) {
        if (filename !== PAGES.index) return [];
        const code = Object.values(bundle ?? {}).map((file) => (file.type === 'chunk' ? file.code : ''));
        const named = /new URL\(.(worker-[\w-]+\.js).,\s*import\.meta\.url\)[^;]{0,99}name:\s*.nidus['"`]/.exec(
          code.join('\n'),
        );
        if (named === null) throw new Error('early-worker: no chunk of the page starts the worker named nidus');
        const start = `new Worker('./assets/${named[1]}',{type:'module',name:'nidus'})`;
        const children = `if(!/[?&]record\\b/.test(location.search)){earlyWorker=${start};earlyWorker.onerror=()=>{earlyWorker=undefined}}`;
        return [{ tag: 'script', children, injectTo: 'head-prepend' }];
      },
    },
  };
}

/** Two builds from one config: the explorer (`vite build`) and the library with its command line (`vite build --ssr`). */
export default defineConfig(({ isSsrBuild }) => ({
  base: './',
  define: { __NIDUS_COMMIT__: JSON.stringify(commit()) },
  plugins: [preact(), threads(), ...(isSsrBuild ? [] : [scenes(), earlyWorker()])],
  worker: { format: 'es' as const, plugins: () => [threads()] },
  build: isSsrBuild
    ? {
        outDir: 'dist/node',
        ssr: true,
        target: 'node20',
        rollupOptions: {
          input: {
            index: 'src/index.ts',
            node: 'src/host/node.ts',
            cli: 'src/cli/main.ts',
            worker: 'src/cli/validate-worker.ts',
          },
        },
      }
    : { outDir: 'dist/explorer', target: 'es2022', rollupOptions: { input: PAGES } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/before-all.ts',
    testTimeout: 300_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    isolate: false,
  },
}));
