/** What travels between Node, the recording page and its worker: plain JSON, except snapshots. */
import type { BackendName, Simulation, Snapshot } from '../engine/types.ts';
import { RunError, UserError } from '../model/error.ts';
import type { State } from '../model/types.ts';
import type { DoseCurve } from '../render/dose-bar.ts';
import type { VideoPlan } from './plan.ts';
import type { SceneFiles } from './scene-files.ts';

/** Everything a page needs to record a scene. */
export interface RecordRequest {
  /** Path of the scene in `files`. */
  readonly scene: string;
  readonly files: SceneFiles;
  readonly changes: SceneChanges;
  readonly backend: BackendName | 'auto';
  readonly plan: VideoPlan;
  /** Default: the one the scene shows first. */
  readonly layer?: string;
}

/** What the user changed of the scene. */
export interface SceneChanges {
  readonly seed?: number;
  /** Path of a tissue table. */
  readonly tissue?: string;
  /** Parameter → quantity as written. */
  readonly set?: Readonly<Record<string, string>>;
}

/** What the frames say, known before the first. */
export interface RunFacts {
  readonly title: string;
  readonly seed: number;
  readonly states: readonly State[];
  readonly doses: readonly DoseCurve[];
  readonly backend: Simulation['backend'];
  readonly adapter: Simulation['adapter'];
}

/** What the simulation said on the way. */
export interface RunSummary {
  readonly backend: Simulation['backend'];
  readonly adapter: Simulation['adapter'];
  readonly warnings: readonly string[];
}

/** An error that keeps its class on the way out of a page or worker. */
export interface Failure {
  readonly kind: 'UserError' | 'RunError';
  readonly message: string;
}

export type RecordReply = { readonly done: RunSummary } | { readonly failure: Failure };

/** To the worker: start, then one `next` per frame. */
export type WorkerOrder = { readonly start: RecordRequest } | 'next';
/** From the worker: facts once, then one frame per order; a failure instead of either. */
export type WorkerAnswer =
  | { readonly facts: RunFacts }
  | { readonly frame: Snapshot; readonly warnings: readonly string[] }
  | { readonly failure: Failure };

/** An error as it travels; anything unforeseen becomes a RunError. */
export function toFailure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: error instanceof UserError ? 'UserError' : 'RunError', message };
}

/** The error again, to be thrown. */
export function fromFailure({ kind, message }: Failure): UserError | RunError {
  return kind === 'UserError' ? new UserError(message) : new RunError(message);
}
