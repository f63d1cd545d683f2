/** The simulation's worker: opens scenes through the library, the rest is `session.ts`. */
import { isSoftwareAdapter } from '../engine/gpu/context.ts';
import type { TickCounts } from '../engine/types.ts';
import { createBrowserHost } from '../host/browser.ts';
import type { Host } from '../host/types.ts';
import { createSimulation, overridesOf, readScene, replayOf, resumeReplay, UserError, withFile } from '../index.ts';
import type { GpuFound, Reply, Request } from './protocol.ts';
import { createSession, type LoadRequest, type Opened } from './session.ts';

const handle = createSession(open, (reply: Reply, transfer) => self.postMessage(reply, { transfer }));

self.onmessage = ({ data }: MessageEvent<Request>) => handle(data);

async function open(
  { scene, base, table, backend, session, moment }: LoadRequest,
  onCounts: (counts: TickCounts) => void,
): Promise<Opened> {
  const browser = createBrowserHost(base);
  const host = table === null ? browser : withFile(browser, table.name, table.text);
  const read = await readScene(scene, host, {
    ...(table !== null && { table: table.name }),
    ...(session && overridesOf(session)),
  });
  if (moment) {
    const replay = await resumeReplay(read, moment, { backend, host, onCounts });
    return { replay, gpu: await findGpu(browser), scene: read };
  }
  const sim = await createSimulation(read, { backend, host, onCounts }).catch((error: unknown) => {
    if (table !== null || read.tissue.from !== 'table' || !(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}. This scene starts from a table of cells: drop one on the page`);
  });
  return { replay: replayOf(sim, host), gpu: await findGpu(browser) };
}

async function findGpu(host: Host): Promise<GpuFound> {
  const adapter = await (await host.gpu())?.requestAdapter();
  if (adapter == null) return 'none';
  return isSoftwareAdapter(adapter.info) ? 'software' : 'hardware';
}
