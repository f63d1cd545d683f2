/** Byte layouts of the structs in `shaders/lib/types.wgsl`: WGSL is where they are written, the host reads them. */
import { RunError, suggest } from '../../model/error.ts';
import { shaders } from './wgsl.ts';

/** Where a member lies: bytes from the struct's start, element type, and how many 4-byte elements in a row (`vec3f`: 3). */
export interface Member {
  readonly offset: number;
  readonly element: 'f32' | 'i32' | 'u32';
  readonly count: number;
  /** Bytes between array elements; 0 when the member is no array. */
  readonly stride: number;
  /** Array length; 1 when the member is no array. */
  readonly length: number;
}

/** A struct's size [bytes], alignment and members. */
export interface StructLayout {
  readonly name: string;
  readonly size: number;
  readonly align: number;
  /** Members of nested structs are named `outer.inner`. */
  readonly members: ReadonlyMap<string, Member>;
}

interface Shape {
  readonly size: number;
  readonly align: number;
  readonly members: readonly (readonly [string, Member])[];
}

const SCALARS: Readonly<Record<string, Member['element']>> = {
  f32: 'f32',
  i32: 'i32',
  u32: 'u32',
  f: 'f32',
  i: 'i32',
  u: 'u32',
};

/**
 * Layouts of all structs of a WGSL text by WGSL's alignment rules: scalars, vectors, atomics, fixed arrays of those with
 * literal lengths, structs declared earlier, and `@size`.
 * @throws RunError for a type it does not know.
 */
export function readStructs(source: string): ReadonlyMap<string, StructLayout> {
  const code = source.replace(/\/\/.*$/gm, '');
  const structs = new Map<string, StructLayout>();
  for (const [, name = '', body = ''] of code.matchAll(/struct\s+(\w+)\s*\{([^}]*)\}/g)) {
    structs.set(name, readStruct(name, body, structs));
  }
  return structs;
}

/** The layout of one struct of `lib/types.wgsl`. @throws RunError when there is none of that name. */
export function structLayout(name: string): StructLayout {
  const structs = readStructs(shaders['lib/types.wgsl'] ?? '');
  const layout = structs.get(name);
  if (layout === undefined)
    throw new RunError(`lib/types.wgsl has no struct ${name}${suggest(name, [...structs.keys()])}`);
  return layout;
}

/** Writes every member of one struct at byte `at`. @throws RunError for a missing or unknown member. */
export function writeStruct(
  layout: StructLayout,
  view: DataView,
  at: number,
  values: Readonly<Record<string, number | readonly number[]>>,
): void {
  for (const key of Object.keys(values)) {
    if (!layout.members.has(key))
      throw new RunError(`struct ${layout.name} has no ${key}${suggest(key, [...layout.members.keys()])}`);
  }
  for (const [key, member] of layout.members) {
    const value = values[key];
    if (value === undefined) throw new RunError(`struct ${layout.name}: no value for ${key}`);
    const list = typeof value === 'number' ? [value] : value;
    if (list.length !== member.count * member.length) {
      throw new RunError(
        `struct ${layout.name}: ${key} takes ${member.count * member.length} numbers, given ${list.length}`,
      );
    }
    list.forEach((number, index) => {
      const offset = at + member.offset + Math.floor(index / member.count) * member.stride + (index % member.count) * 4;
      if (member.element === 'f32') view.setFloat32(offset, number, true);
      else if (member.element === 'i32') view.setInt32(offset, number, true);
      else view.setUint32(offset, number, true);
    });
  }
}

function readStruct(name: string, body: string, structs: ReadonlyMap<string, StructLayout>): StructLayout {
  const members = new Map<string, Member>();
  let offset = 0;
  let align = 4;
  for (const [, size = '0', key = '', type = ''] of body.matchAll(
    /(?:@size\((\d+)\)\s*)?(\w+)\s*:\s*(\w+(?:<(?:[^<>]|<[^<>]*>)*>)?)/g,
  )) {
    const shape = readType(type.replace(/\s/g, ''), structs);
    offset = roundUp(offset, shape.align);
    for (const [inner, member] of shape.members) {
      members.set(inner === '' ? key : `${key}.${inner}`, { ...member, offset: offset + member.offset });
    }
    offset += Math.max(shape.size, Number(size));
    align = Math.max(align, shape.align);
  }
  return { name, size: roundUp(offset, align), align, members };
}

function readType(type: string, structs: ReadonlyMap<string, StructLayout>): Shape {
  const array = /^array<(.+),(\d+)>$/.exec(type);
  if (array !== null) return arrayShape(readType(array[1] ?? '', structs), Number(array[2]), type);
  const vector = /^vec([234])(?:<(f32|i32|u32)>|([fiu]))$/.exec(type);
  const count = vector === null ? 1 : Number(vector[1]);
  const element = SCALARS[vector?.[2] ?? vector?.[3] ?? /^(?:atomic<)?(\w+)>?$/.exec(type)?.[1] ?? ''];
  if (element !== undefined) {
    const member: Member = { offset: 0, element, count, stride: 0, length: 1 };
    return { size: count * 4, align: count === 3 ? 16 : count * 4, members: [['', member]] };
  }
  const struct = structs.get(type);
  if (struct === undefined) throw new RunError(`lib/types.wgsl: type ${type} is not known to the layout reader`);
  return { size: struct.size, align: struct.align, members: [...struct.members] };
}

function arrayShape(item: Shape, length: number, type: string): Shape {
  const [only] = item.members;
  if (item.members.length !== 1 || only === undefined || only[0] !== '' || only[1].length !== 1) {
    throw new RunError(
      `lib/types.wgsl: type ${type} is not known to the layout reader; arrays hold scalars or vectors`,
    );
  }
  const stride = roundUp(item.size, item.align);
  return { size: stride * length, align: item.align, members: [['', { ...only[1], stride, length }]] };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
