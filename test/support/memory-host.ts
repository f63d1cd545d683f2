import type { Host } from '../../src/host/types.ts';
import { UserError } from '../../src/model/error.ts';

/** A host whose files are the entries of `files`; paths are joined as POSIX paths. It has no GPU. */
export function memoryHost(files: Readonly<Record<string, string>>): Host {
  return {
    name: 'node',
    readText: async (path) => {
      if (!Object.hasOwn(files, path)) throw new UserError(`${path}: cannot be read`);
      return files[path]!;
    },
    resolve: (file, path) => {
      if (path.startsWith('/')) return path;
      const parts = file.split('/').slice(0, -1);
      for (const part of path.split('/')) {
        if (part === '..' && parts.length > 0) parts.pop();
        else if (part !== '.') parts.push(part);
      }
      return parts.join('/');
    },
    gpu: async () => null,
  };
}
