/**
 * The least that a kernel has to move: each plane (4 bytes per site) that it must read or write, once. Stated by hand, so that a
 * kernel that binds more than it needs looks worse, not better; held against the kernels' own declarations by a test.
 */
import type { Binding } from '../src/engine/gpu/kernel.ts';

/** r: read, w: written, rw: both. */
export type Access = 'r' | 'w' | 'rw';

/** How an array of a field kernel lies, one of it per field or per face set. `coarse…`: of the next level. `one-site`: just one. */
export type ArrayKind =
  | 'site'
  | 'coarse-site'
  | 'one-site'
  | 'set-site'
  | 'pair'
  | 'faces'
  | 'coarse-faces'
  | 'sums'
  | 'norms';

/** 4-byte numbers per site of one array. Sums are a few per column, norms a few in all: not counted. */
const FLOATS: Readonly<Record<ArrayKind, number>> = {
  site: 1,
  'coarse-site': 1 / 4,
  'one-site': 1,
  'set-site': 1,
  pair: 2,
  faces: 2,
  'coarse-faces': 2 / 4,
  sums: 0,
  norms: 0,
};

interface ArrayUse {
  readonly kind: ArrayKind;
  readonly access: Access;
}

/** What a kernel of `shaders/field` runs over, and what it reads and writes, by binding. Uniforms are not counted. */
export interface FieldTraffic {
  /** One invocation per site or coarse cell (and field), per face or coarse face or site (and face set), or per column of a strip. */
  readonly over: 'sites' | 'coarse-sites' | 'faces' | 'coarse-faces' | 'set-sites' | 'strips';
  readonly arrays: Readonly<Record<string, ArrayUse>>;
}

const use = (kind: ArrayKind, access: Access): ArrayUse => ({ kind, access });
const [read, written] = [use('site', 'r'), use('site', 'w')];
const [faces, coarseWritten] = [use('faces', 'r'), use('coarse-site', 'w')];

export const FIELD_TRAFFIC = {
  faces: { over: 'faces', arrays: { factors: use('set-site', 'r'), conductances: use('faces', 'w') } },
  'coarsen-faces': { over: 'coarse-faces', arrays: { faces, coarse: use('coarse-faces', 'w') } },
  shares: { over: 'set-sites', arrays: { faces, shared_part: use('pair', 'w') } },
  source: { over: 'sites', arrays: { sources: read, old: read, faces, known: written } },
  assemble: {
    over: 'sites',
    arrays: { u: read, known: read, sinks: read, uptakes: read, faces, k: written, f: written, next: written },
  },
  'smooth-once': { over: 'sites', arrays: { u: read, f: read, k: read, faces, next: written } },
  'smooth-zero': { over: 'sites', arrays: { f: read, k: read, inverse: read, faces, u: written } },
  'restrict-residual': {
    over: 'coarse-sites',
    arrays: {
      u: read,
      f: read,
      k: read,
      faces,
      coarse_faces: use('coarse-faces', 'r'),
      coarse_f: coarseWritten,
      coarse_k: coarseWritten,
      coarse_inverse: coarseWritten,
    },
  },
  prolong: {
    over: 'sites',
    arrays: {
      u: read,
      f: read,
      k: read,
      faces,
      correction: use('coarse-site', 'r'),
      shares: use('pair', 'r'),
      next: written,
    },
  },
  residual: {
    over: 'strips',
    arrays: { u: read, known: read, sinks: read, uptakes: read, faces, sums: use('sums', 'w') },
  },
  settle: { over: 'sites', arrays: { u: use('site', 'rw'), norms: use('norms', 'r') } },
  carry: { over: 'sites', arrays: { kept: read, stage: use('one-site', 'r'), carried: written } },
  'sdirk-error': {
    over: 'strips',
    arrays: { u: read, kept: read, stage: use('one-site', 'r'), sums: use('sums', 'w') },
  },
} as const satisfies Readonly<Record<string, FieldTraffic>>;

export type FieldKernelName = keyof typeof FIELD_TRAFFIC;

/** Field kernels without a case: they work on sums, or on a few sites only. */
export const WITHOUT_SITES: readonly string[] = ['add-lanes', 'report', 'inject'];

/** Whether an array exists once per face set; else once per field. */
export function isPerSet(kind: ArrayKind): boolean {
  return kind === 'set-site' || kind === 'pair' || kind === 'faces' || kind === 'coarse-faces';
}

/** Bytes per lattice site of one dispatch over so many fields and face sets. */
export function fieldBytes({ arrays }: FieldTraffic, fields: number, sets: number): number {
  const each = Object.values(arrays).map(
    ({ kind, access }) => 4 * FLOATS[kind] * access.length * copiesOf(kind, fields, sets),
  );
  return each.reduce((sum, bytes) => sum + bytes, 0);
}

/** How many of an array there are. */
export function copiesOf(kind: ArrayKind, fields: number, sets: number): number {
  return kind === 'one-site' || kind === 'norms' ? 1 : isPerSet(kind) ? sets : fields;
}

/** Where the table and a kernel's declarations part: one line each, none when they agree. */
export function disagreements({ arrays }: FieldTraffic, bindings: readonly Binding[]): string[] {
  const storage = bindings.filter(({ type }) => type !== 'uniform');
  const unknown = Object.keys(arrays).filter((name) => !storage.some((b) => b.name === name));
  return [
    ...unknown.map((name) => `${name} is not bound`),
    ...storage.flatMap(({ name, type }) => {
      const stated = arrays[name]?.access;
      if (stated === undefined) return [`${name} is not in the table`];
      return (type === 'read-only-storage') === (stated === 'r') ? [] : [`${name} is bound as ${type}, not ${stated}`];
    }),
  ];
}

/** Planes of one number per site that generated cell kernels name, by array: `fields` → {0, 3}. */
export type Planes = ReadonlyMap<string, ReadonlySet<number>>;

/** Arrays whose first index is a plane, as `cells_tissue[plane(4u, i)]`; a plain index is plane 0. */
const PLANE = /\b(cells_tissue|cells_immune|fields|matrix|sources|sinks|uptakes|factors|next)\[(?:plane\((\w+),)?/g;
const NAMED: Readonly<Record<string, number>> = { LAYER: 0, STATE: 0, BARCODE: 1, DIVISIONS: 2, SINCE: 3 };

/** Finds them in WGSL. Planes chosen by a variable are not seen. */
export function planesIn(wgsl: string): Planes {
  const found = new Map<string, Set<number>>();
  for (const [, array = '', plane] of wgsl.replaceAll(/\/\/.*$/gm, '').matchAll(PLANE)) {
    const index = plane === undefined ? 0 : (NAMED[plane] ?? Number.parseInt(plane, 10));
    if (Number.isNaN(index)) continue;
    const known = found.get(array) ?? new Set<number>();
    found.set(array, known.add(index));
  }
  return found;
}

/** How many planes of these arrays; of all when none are named. */
export function countPlanes(planes: Planes, arrays: readonly string[] = [...planes.keys()]): number {
  return arrays.reduce((sum, array) => sum + (planes.get(array)?.size ?? 0), 0);
}
