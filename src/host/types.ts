/** What the simulation needs of the place it runs in; `browser.ts` and `node.ts` provide it, passed in as a value. */
export interface Host {
  readonly name: 'browser' | 'node';
  /** Reads a scene, model or table by path; paths inside a scene are relative to the scene. @throws UserError when it cannot. */
  readText(path: string): Promise<string>;
  /** Joins a path written in `file` to that file's folder. */
  resolve(file: string, path: string): string;
  /** The WebGPU entry point, or null where there is none. */
  gpu(): Promise<GPU | null>;
  /**
   * Starts a classic script on a thread of its own, where the variable `port` is its end of the channel (`MessagePort` or
   * the like). Null, or not there, where threads cannot share memory or there is no core for a second one.
   */
  startThread?(script: string): Thread | null;
}

/** A script that runs beside us. It lets the process end whenever nobody waits for an answer. */
export interface Thread {
  /** Sends what has no answer. */
  post(message: unknown): void;
  /** Sends a message and waits for its answer; one at a time. @throws RunError when the thread has failed or was stopped */
  ask(message: unknown): Promise<unknown>;
  stop(): void;
}
