/** The simulation's worker: opens scenes through the library, the rest is `session.ts`. */
import { createBrowserHost } from '../host/browser.ts';
import { createSimulation, readScene, UserError } from '../index.ts';
import type { Reply, Request } from './protocol.ts';
import { createSession, type LoadRequest, type Opened } from './session.ts';
import { withTable } from './table-host.ts';

const handle = createSession(open, (reply: Reply, transfer) => self.postMessage(reply, { transfer }));

self.onmessage = ({ data }: MessageEvent<Request>) => handle(data);

async function open({ scene, base, table, backend }: LoadRequest): Promise<Opened> {
  const browser = createBrowserHost(base);
  const host = table === null ? browser : withTable(browser, table);
  const read = await readScene(scene, host, table === null ? {} : { table: table.name });
  const sim = await createSimulation(read, { backend, host }).catch((error: unknown) => {
    if (table !== null || read.tissue.from !== 'table' || !(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}. This scene starts from a table of cells: drop one on the page`);
  });
  const adapter = await (await browser.gpu())?.requestAdapter();
  return { sim, hasWebGpu: adapter != null };
}
