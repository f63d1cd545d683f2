/** A session as data: a scene, a seed, and everything that was done to the simulation, each at its tick. */
import { z } from 'zod';
import { UserError } from './error.ts';
import { rawDose } from './schema.ts';

/** Most interventions, and most points of one brush stroke, that a session may hold. */
const MOST_EDITS = 5000;
const MOST_POINTS = 20_000;
const LONGEST = 4000;
/** Sites that one stroke may touch, each time it passes counted: a second or so of work. */
const MOST_STAMPS = 2e8;

const name = z.string().min(1).max(200);
const text = z.string().max(LONGEST);
const coordinate = z.number().min(-10_000).max(10_000);
const point = z.tuple([coordinate, coordinate]);

const area = z
  .strictObject({
    shape: z.enum(['disc', 'square']),
    radius: z.number().min(0).max(512),
    path: z.array(point).min(1).max(MOST_POINTS),
  })
  .refine((given) => stamps(given) <= MOST_STAMPS, { error: 'is too long for so wide a brush' });

const on = { area, share: z.number().gt(0).max(1).optional() };

/** A `LatticeEdit` of the engine: base units. */
const lattice = z.discriminatedUnion('put', [
  z.strictObject({ ...on, put: z.literal('cell'), state: name, over: z.boolean().optional() }),
  z.strictObject({ ...on, put: z.literal('nothing'), of: name }),
  z.strictObject({ ...on, put: z.literal('matrix'), variable: name, value: z.number() }),
  z.strictObject({ ...on, put: z.literal('field'), field: name, value: z.number() }),
  z.strictObject({ ...on, put: z.literal('source'), field: name, value: z.number().nullable() }),
]);

const rule = z.strictObject({
  field: name,
  /** Cells counted: kinds or `kind.state`. */
  of: z.array(name).min(1).max(64),
  is: z.enum(['below', 'above']),
  /** Share of the count at `than`. */
  share: z.number().min(0).max(1000),
  /** `start`: time 0. `set`: when the rule was made. */
  than: z.enum(['start', 'set']),
  do: z.enum(['stop', 'give']),
});

/** One thing done to a simulation between two ticks. */
export const editSchema = z.discriminatedUnion('what', [
  /** `value` in the parameter's own unit. */
  z.strictObject({ what: z.literal('parameter'), name, value: z.number() }),
  /** The whole schedule from now on, in the words of a scene's `dosing`; what stands in it is checked when it is read. */
  z.strictObject({ what: z.literal('dosing'), doses: z.array(rawDose).max(500) }),
  /** Equations by the path of the model file; null: as the file has it. Others stay as they are. */
  z.strictObject({ what: z.literal('model'), equations: z.record(name, z.union([text, z.null()])) }),
  /** A brush stroke. */
  z.strictObject({ what: z.literal('brush'), edit: lattice }),
  /** All conditional rules from now on. */
  z.strictObject({ what: z.literal('rules'), rules: z.array(rule).max(32) }),
]);

const entry = z.strictObject({ tick: z.int().min(0).max(1e9), edit: editSchema });

/** As `SceneView`. */
const look = {
  layer: name.optional(),
  colours: z.enum(['viridis', 'magma', 'cividis', 'inferno', 'plasma']).optional(),
  log: z.boolean().optional(),
  range: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low < high, { error: 'needs a low end below its high end' })
    .readonly()
    .optional(),
  over: z.array(name).max(64).readonly().optional(),
  opacity: z.number().min(0).max(1).optional(),
  contours: z.boolean().optional(),
  arrows: z.boolean().optional(),
};

const view = z.strictObject({
  ...look,
  /** Site in the middle of the picture, and sites across its width. */
  centre: z.tuple([z.number(), z.number()]).optional(),
  across: z.number().positive().max(1e6).optional(),
});

const session = z.strictObject({
  nidus_session: z.literal(1),
  /** Version of the program that wrote it. */
  version: name,
  /** Path of the scene as the explorer has it, `scenes/x.yaml`. */
  scene: z
    .string()
    .max(300)
    .regex(/^(?!.*\.\.)[\w][\w./ -]*\.ya?ml$/, { error: 'needs the path of a scene like scenes/x.yaml' }),
  /** Hash of the model file, to notice another one. */
  model: z.string().regex(/^[0-9a-f]{8,64}$/),
  /** A table of cells in place of the scene's tissue. */
  table: z.strictObject({ name, text: z.string() }).optional(),
  seed: z.int().min(0).max(4294967295),
  /** Length of a tick, where it is not the scene's [h]. */
  tick_h: z.number().positive().max(24).optional(),
  backend: z.enum(['cpu', 'hybrid', 'webgpu']),
  /** Ticks done, and the state hash there. */
  tick: z.int().min(0).max(1e7),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  edits: z.array(entry).max(MOST_EDITS),
  /** How the tissue is looked at, and what looks the user has named. */
  view: view.optional(),
  views: z
    .array(z.strictObject({ ...look, name: z.string().min(1).max(60), layer: name }))
    .max(64)
    .readonly()
    .optional(),
});

export type Edit = z.infer<typeof editSchema>;
export type DosingRule = z.infer<typeof rule>;
/** An edit and the number of ticks done before it. */
export type Entry = z.infer<typeof entry>;
export type SessionView = z.infer<typeof view>;
export type SavedSession = z.infer<typeof session>;

/** What a session changes of its scene from the start on, as `readScene` takes it. */
export function overridesOf({ seed, tick_h }: Pick<SavedSession, 'seed' | 'tick_h'>) {
  return { seed, ...(tick_h !== undefined && { tick: `${tick_h} h` }) };
}

/** Keys that mean something to JavaScript itself and nothing here. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads a session from JSON; nothing of it is run. @throws UserError for the first thing wrong with it */
export function parseSession(json: string, from = 'session'): SavedSession {
  let data: unknown;
  try {
    data = JSON.parse(json, (key, value) => {
      if (FORBIDDEN.has(key)) throw new UserError(`${from}: the key ${key} cannot be there; nothing was opened`);
      return value;
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${from}: is damaged or cut short (not JSON); nothing was opened`);
  }
  return checkSession(data, from);
}

/** @throws UserError when `data` is not a session, with the place and what is wrong there */
export function checkSession(data: unknown, from = 'session'): SavedSession {
  const result = session.safeParse(data);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const at = issue.path.map(String).join('.').slice(0, 80);
    throw new UserError(`${from}: ${at === '' ? '' : `${at}: `}${issue.message.slice(0, 160)}; nothing was opened`);
  }
  const { edits } = result.data;
  if (edits.some(({ tick }, i) => i > 0 && tick < edits[i - 1]!.tick)) {
    throw new UserError(`${from}: edits are not in the order of their ticks; nothing was opened`);
  }
  return result.data;
}

/** Sites under a brush, summed along its way. */
function stamps({ radius, path }: { readonly radius: number; readonly path: readonly (readonly number[])[] }): number {
  let length = 1;
  path.forEach(([x, y], k) => {
    if (k > 0) length += 1 + Math.hypot(x! - path[k - 1]![0]!, y! - path[k - 1]![1]!);
  });
  return length * (2 * radius + 1) ** 2;
}

/** True for the text of a session file rather than a scene. */
export function looksLikeSession(text: string): boolean {
  return /^\s*\{[\s\S]*"nidus_session"/.test(text.slice(0, 4096));
}
