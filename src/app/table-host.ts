import type { Host } from '../index.ts';
import type { DroppedTable } from './protocol.ts';

/** The host, and a dropped table under its own name. */
export function withTable(host: Host, table: DroppedTable): Host {
  return {
    ...host,
    readText: async (path) => (path === table.name ? table.text : host.readText(path)),
    resolve: (file, path) => (path === table.name ? path : host.resolve(file, path)),
  };
}
