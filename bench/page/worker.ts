/** Measures away from the page, which stays alive meanwhile; the page ends it to stop. */
import { adapterName, isSoftwareAdapter } from '../../src/engine/gpu/context.ts';
import { createBrowserHost } from '../../src/host/browser.ts';
import { VERSION } from '../../src/index.ts';
import { COMMIT } from '../commit.ts';
import { runBench } from '../suite.ts';
import type { AdapterFound, BenchReply, BenchRequest } from './protocol.ts';

const SCENE = 'scenes/sanctuary.yaml';

self.onmessage = async ({ data }: MessageEvent<BenchRequest>): Promise<void> => {
  try {
    if (data.type === 'look') post({ type: 'adapter', adapter: await findAdapter() });
    else await run(data);
  } catch (error) {
    post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
};

function post(reply: BenchReply): void {
  self.postMessage(reply);
}

async function findAdapter(): Promise<AdapterFound | null> {
  const adapter = (await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
  return adapter && { name: adapterName(adapter.info), isSoftware: isSoftwareAdapter(adapter.info) };
}

async function run({ base, backend, sizes, only }: Extract<BenchRequest, { type: 'run' }>): Promise<void> {
  const report = await runBench({
    host: createBrowserHost(base),
    scene: SCENE,
    backend,
    sizes,
    only,
    circumstances: {
      version: VERSION,
      date: new Date().toISOString(),
      commit: COMMIT,
      browser: navigator.userAgent,
      node: null,
      cpu: `${navigator.hardwareConcurrency} threads`,
    },
    onProgress: (progress) => post({ type: 'progress', progress }),
  });
  post({ type: 'done', report });
}
