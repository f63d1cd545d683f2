/** `nidus serve`: the explorer on this machine only, with the scenes of the checkout as they are now. */
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Command } from 'commander';
import sirv from 'sirv';
import { RunError, UserError } from '../index.ts';
import { packageRoot } from './files.ts';
import { parsePort } from './options.ts';
import { listScenes } from './scene-list.ts';

const FIRST_PORT = 5173;
const PORTS_TRIED = 100;
const HOSTS = ['127.0.0.1', '::1'];

/** Headers of every answer: isolation for shared memory between threads, and no stale scene after an edit. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

export interface ServerOptions {
  /** The next free one is taken when it is in use; 0 is any. */
  readonly port?: number;
  /** Folder of the built explorer; the package's by default. */
  readonly explorer?: string;
  /** Folder behind `/scenes/`; the package's by default. */
  readonly scenes?: string;
}

export interface RunningServer {
  /** `http://localhost:5173/` */
  readonly url: string;
  close(): Promise<void>;
}

/** Adds the command. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve the explorer on this machine')
    .option('--port <number>', `port; the next free one when it is taken (default ${FIRST_PORT})`, parsePort)
    .action(async (options: { port?: number }) => {
      const server = await startServer({ port: options.port ?? FIRST_PORT });
      process.stdout.write(`Nidus explorer: ${server.url}\n`);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
    });
}

/**
 * Serves the explorer and the scenes on the loopback interface.
 * @throws RunError when the explorer is not built, UserError when no port is free.
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const root = packageRoot();
  const explorer = options.explorer ?? join(root, 'dist', 'explorer');
  if (!existsSync(join(explorer, 'index.html'))) {
    throw new RunError(`${explorer} holds no explorer; build it with npm run build`);
  }
  const scenes = options.scenes ?? join(root, 'scenes');
  const listener = answer(explorer, scenes);
  void listScenes(scenes).catch(() => {}); // read by the time that the page asks, which is told what is wrong
  const first = options.port ?? FIRST_PORT;
  for (let port = first; port < first + PORTS_TRIED && port <= 65535; port++) {
    const servers = await listenOn(port, listener);
    if (servers !== null) return running(servers);
  }
  throw new UserError(`no port from ${first} to ${first + PORTS_TRIED - 1} is free; give another --port`);
}

function answer(explorer: string, scenes: string): RequestListener {
  const setHeaders = (response: ServerResponse, path: string) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (/\.ya?ml$/.test(path)) response.setHeader('Content-Type', 'text/yaml; charset=utf-8');
  };
  const files = sirv(explorer, { dev: true, setHeaders });
  const sceneFiles = sirv(scenes, { dev: true, setHeaders });
  return (request, response) => {
    const missing = () => send(response, 404, 'text/plain; charset=utf-8', 'not found\n');
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(response, 405, 'text/plain; charset=utf-8', 'only GET and HEAD\n');
    } else if (path === '/scenes/index.json') {
      listScenes(scenes).then(
        (list) => send(response, 200, 'application/json; charset=utf-8', JSON.stringify(list)),
        (error: Error) => send(response, 500, 'text/plain; charset=utf-8', `${error.message}\n`),
      );
    } else if (path.startsWith('/scenes/')) {
      sceneFiles(below(request, '/scenes'), response, missing);
    } else {
      files(request, response, missing);
    }
  };
}

/** The request as a server of that folder sees it. */
function below(request: IncomingMessage, folder: string): IncomingMessage {
  request.url = request.url!.slice(folder.length);
  return request;
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': type });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** One server per loopback address, so that `localhost` is us whichever it means; null when the port is taken on one. */
async function listenOn(port: number, listener: RequestListener): Promise<Server[] | null> {
  const servers: Server[] = [];
  for (const host of HOSTS) {
    const server = createServer(listener);
    const code = await listen(server, portOf(servers[0]) ?? port, host);
    if (code === null) servers.push(server);
    else if (code === 'EADDRINUSE' || code === 'EACCES') {
      await Promise.all(servers.map(close));
      return null;
    } // any other code: this machine has no such address
  }
  return servers.length > 0 ? servers : null;
}

function listen(server: Server, port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, ipv6Only: true }, () => resolve(null));
  });
}

function running(servers: readonly Server[]): RunningServer {
  return {
    url: `http://localhost:${portOf(servers[0])}/`,
    close: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

function portOf(server: Server | undefined): number | null {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address.port : null;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
