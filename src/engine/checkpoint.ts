import { UserError } from '../model/error.ts';
import type { Dose, LatticeShape, Model, Setting } from '../model/types.ts';
import type { HeldSite } from './edit.ts';
import { namedArrays, sha256 } from './state.ts';
import type { LatticeState, TissueReport } from './types.ts';

/** First bytes of every checkpoint; the digit is the format's version. */
const MAGIC = 'NIDUS-CHECKPOINT-1\n';

/** What a checkpoint says of itself, before the arrays. */
export interface CheckpointHeader {
  readonly modelHash: string;
  readonly sceneTitle: string;
  readonly shape: LatticeShape;
  readonly seed: number;
  readonly dt: number;
  readonly tick: number;
  /** As they are when nothing holds them. */
  readonly parameters: readonly number[];
  readonly dosing: readonly Dose[];
  readonly settings: readonly Setting[];
  readonly startCounts: readonly number[];
  /** Blood values of the last tick, to know a jump. */
  readonly lastBlood: readonly number[];
  readonly report: TissueReport | null;
  readonly warnings: readonly string[];
  /** How often each event of the model has happened. */
  readonly events: readonly number[];
  /** Sites held near a concentration; absent from older ones. */
  readonly held?: readonly HeldSite[];
  /** What a GPU's solver has learnt, null on the CPU. */
  readonly solver: unknown;
}

/** Header as JSON, arrays in the order of `namedArrays`, and a SHA-256 of it all at the end. */
export async function writeCheckpoint(
  header: CheckpointHeader,
  model: Model,
  state: LatticeState,
): Promise<Uint8Array<ArrayBuffer>> {
  const arrays = namedArrays(model, state);
  const text = JSON.stringify({ ...header, arrays: arrays.map(([name, a]) => [name, a.length]) }, infinityAsText);
  const head = new TextEncoder().encode(`${MAGIC}${text}\n`);
  const size = head.length + arrays.reduce((sum, [, a]) => sum + a.byteLength, 0);
  const bytes = new Uint8Array(size + 32);
  bytes.set(head);
  let at = head.length;
  for (const [, array] of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  bytes.set(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.subarray(0, size))), size);
  return bytes;
}

/** JSON has no infinity; an open-ended dose needs one. */
function infinityAsText(_key: string, value: unknown): unknown {
  return value === Infinity ? 'Infinity' : value;
}

/**
 * Checks a checkpoint and returns its header and a function that copies its arrays into a state of the same shape.
 * @throws UserError when it is no checkpoint, truncated, damaged, or of another model.
 */
export async function readCheckpoint(
  bytes: Uint8Array,
  model: Model,
): Promise<{ header: CheckpointHeader; restore(state: LatticeState): void }> {
  const magic = new TextDecoder().decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) {
    throw new UserError('this is not a Nidus checkpoint, or one of another format; start without --resume');
  }
  const size = bytes.length - 32;
  const sum = size > 0 ? await sha256(bytes.slice(0, size)) : '';
  const stored = Array.from(bytes.subarray(Math.max(0, size)), (b) => b.toString(16).padStart(2, '0')).join('');
  if (sum !== stored) {
    throw new UserError(
      `the checkpoint is truncated or damaged (${bytes.length} bytes, checksum differs); start without --resume`,
    );
  }
  const end = bytes.indexOf(0x0a, MAGIC.length);
  const text = new TextDecoder().decode(bytes.subarray(MAGIC.length, end));
  const header = JSON.parse(text, (_key, value) => (value === 'Infinity' ? Infinity : value)) as CheckpointHeader & {
    arrays: [string, number][];
  };
  if (header.modelHash !== model.hash) {
    throw new UserError(
      `the checkpoint is of another model (${header.sceneTitle}, model ${header.modelHash.slice(0, 12)}; this scene's model is ${model.hash.slice(0, 12)}); start without --resume`,
    );
  }
  return {
    header,
    restore(state) {
      let at = end + 1;
      for (const [, array] of namedArrays(model, state)) {
        const target = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
        target.set(bytes.subarray(at, at + array.byteLength));
        at += array.byteLength;
      }
    },
  };
}
