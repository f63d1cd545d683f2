/** Carries the files of a scene into a page, which may not read them itself: they can lie anywhere on the disk. */
import type { Host } from '../host/types.ts';
import { RunError } from '../model/error.ts';

/** What a host was asked for and answered; plain JSON. */
export interface SceneFiles {
  /** Text by path. */
  readonly texts: Readonly<Record<string, string>>;
  /** Joined path by `joinKey`. */
  readonly joined: Readonly<Record<string, string>>;
}

/** A host that answers as `host` does and keeps all answers in `files`. */
export function keepAnswers(host: Host): { readonly host: Host; readonly files: SceneFiles } {
  const texts: Record<string, string> = {};
  const joined: Record<string, string> = {};
  const keeping: Host = {
    name: host.name,
    async readText(path) {
      const text = await host.readText(path);
      texts[path] = text;
      return text;
    },
    resolve(file, path) {
      const answer = host.resolve(file, path);
      joined[joinKey(file, path)] = answer;
      return answer;
    },
    gpu: () => host.gpu(),
  };
  return { host: keeping, files: { texts, joined } };
}

/** A host that knows nothing but kept answers, and the WebGPU of the page or worker. */
export function hostOfFiles(files: SceneFiles): Host {
  return {
    name: 'browser',
    readText: async (path) => files.texts[path] ?? missing(path),
    resolve: (file, path) => files.joined[joinKey(file, path)] ?? missing(path),
    gpu: async () => globalThis.navigator?.gpu ?? null,
  };
}

function joinKey(file: string, path: string): string {
  return `${file}\n${path}`;
}

function missing(path: string): never {
  throw new RunError(`${path} was not handed to the recording page; this is a mistake in Nidus, please report it`);
}
