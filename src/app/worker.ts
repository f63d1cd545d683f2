/** The simulation's worker: opens scenes through the library, the rest is `session.ts`. */
import { createBrowserHost } from '../host/browser.ts';
import { createSimulation, type Host } from '../index.ts';
import type { DroppedTable, Reply, Request } from './protocol.ts';
import { createSession, type LoadRequest, type Opened } from './session.ts';

const handle = createSession(open, (reply: Reply, transfer) => self.postMessage(reply, { transfer }));

self.onmessage = ({ data }: MessageEvent<Request>) => handle(data);

async function open({ scene: path, base, table }: LoadRequest): Promise<Opened> {
  const browser = createBrowserHost(base);
  const host = table === null ? browser : withTable(browser, table);
  const overrides = table === null ? {} : { table: table.name };
  const sim = await createSimulation(path, { backend: 'auto', host, overrides });
  return { sim, hasWebGpu: (await browser.gpu()) !== null };
}

/** The host, and the dropped table under its own name. */
function withTable(host: Host, table: DroppedTable): Host {
  return {
    ...host,
    readText: async (path) => (path === table.name ? table.text : host.readText(path)),
    resolve: (file, path) => (path === table.name ? path : host.resolve(file, path)),
  };
}
