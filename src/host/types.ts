/** What the simulation needs of the place it runs in; `browser.ts` and `node.ts` provide it, passed in as a value. */
export interface Host {
  readonly name: 'browser' | 'node';
  /** Reads a scene, model or table by path; paths inside a scene are relative to the scene. @throws UserError when it cannot. */
  readText(path: string): Promise<string>;
  /** Joins a path written in `file` to that file's folder. */
  resolve(file: string, path: string): string;
  /** The WebGPU entry point, or null where there is none. */
  gpu(): Promise<GPU | null>;
}
