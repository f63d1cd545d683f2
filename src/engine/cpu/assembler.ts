/** The part of WebAssembly (with SIMD) that `kernels.ts` is written in: every function gives the bytes of one expression. */

export type Code = readonly number[];
type Type = keyof typeof TYPES;
const TYPES = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;

/** Unsigned LEB128. */
function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

const vector = (items: readonly Code[]): Code => [...leb(items.length), ...items.flat()];
const section = (id: number, items: readonly Code[]): Code => {
  const body = vector(items);
  return [id, ...leb(body.length), ...body];
};
const text = (name: string): Code => [...leb(name.length), ...Array.from(name, (c) => c.charCodeAt(0))];
const simd = (opcode: number, ...immediate: number[]): Code => [0xfd, ...leb(opcode), ...immediate];

/** A parameter or local variable. */
export class Local {
  constructor(private readonly index: number) {}

  get get(): Code {
    return [0x20, ...leb(this.index)];
  }

  set(value: Code): Code {
    return [...value, 0x21, ...leb(this.index)];
  }
}

/** A function that is being written. */
export class FunctionWriter {
  private readonly types: Type[] = [];
  private readonly parameters: number;
  private body: Code = [];

  constructor(
    readonly name: string,
    parameters: readonly Type[],
    private readonly result: Type | null,
  ) {
    this.types.push(...parameters);
    this.parameters = parameters.length;
  }

  /** All parameters in order. */
  get arguments(): Local[] {
    return Array.from({ length: this.parameters }, (_, index) => new Local(index));
  }

  /** So many more variables, all 0. */
  locals(type: Type, count: number): Local[] {
    return Array.from({ length: count }, () => new Local(this.types.push(type) - 1));
  }

  write(...code: readonly Code[]): void {
    this.body = code.flat();
  }

  get signature(): Code {
    const types = (list: readonly Type[]): Code => vector(list.map((type) => [TYPES[type]]));
    return [0x60, ...types(this.types.slice(0, this.parameters)), ...types(this.result === null ? [] : [this.result])];
  }

  get code(): Code {
    const locals = vector(this.types.slice(this.parameters).map((type) => [1, TYPES[type]]));
    const all = [...locals, ...this.body, 0x0b];
    return [...leb(all.length), ...all];
  }
}

/** A module of these functions, each exported by its name, on the imported memory `host.memory`. */
export function assemble(functions: readonly FunctionWriter[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      functions.map((f) => f.signature),
    ),
    ...section(2, [[...text('host'), ...text('memory'), 2, 0, 0]]),
    ...section(
      3,
      functions.map((_, i) => leb(i)),
    ),
    ...section(
      7,
      functions.map((f, i) => [...text(f.name), 0, ...leb(i)]),
    ),
    ...section(
      10,
      functions.map((f) => f.code),
    ),
  ]);
}

const binary =
  (opcode: Code) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode];

/** Signed 7-bit constants only. */
export const constant = (value: number): Code => [0x41, value & 0x7f];
export const plus = binary([0x6a]);
export const minus = binary([0x6b]);
export const and = binary([0x71]);
export const shiftLeft = binary([0x74]);
export const less = binary([0x49]);
export const addNumbers = binary([0xa0]);
export const subNumbers = binary([0xa1]);
/** 1 as f64. */
export const NUMBER_ONE: Code = [0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f];

export const add = binary(simd(0xf0));
export const sub = binary(simd(0xf1));
export const mul = binary(simd(0xf2));
/** Both lanes the same f64. */
export const splat = (value: Code): Code => [...value, ...simd(0x14)];
export const lane = (value: Code, index: 0 | 1): Code => [...value, ...simd(0x21, index)];
/** Two f64 from two f32 in memory. */
export const loadPair = (address: Code): Code => [...address, ...simd(0x5d, 2, 0), ...simd(0x5f)];
/** One f32 in memory, as f64 in both lanes. */
export const loadBoth = (address: Code): Code => [...address, ...simd(0x09, 2, 0), ...simd(0x5f)];
/** First lane of a, second lane of b. */
export const outer = (a: Code, b: Code): Code => [
  ...[...a, ...b],
  ...simd(0x0d, 0, 1, 2, 3, 4, 5, 6, 7, 24, 25, 26, 27, 28, 29, 30, 31),
];
/** Two f32 in memory from two f64. */
export const storePair = (address: Code, value: Code): Code => [
  ...address,
  ...value,
  ...simd(0x5e),
  ...simd(0x5b, 2, 0, 0),
];
/** Only the first of the two. */
export const storeFirst = (address: Code, value: Code): Code => [
  ...address,
  ...value,
  ...simd(0x5e),
  ...simd(0x5a, 2, 0, 0),
];
/** One f64 from one f32 in memory. */
export const loadNumber = (address: Code): Code => [...address, 0x2a, 2, 0, 0xbb];
export const storeNumber = (address: Code, value: Code): Code => [...address, ...value, 0xb6, 0x38, 2, 0];

/** Runs the body while the condition holds, at least once. */
export const repeat = (body: readonly Code[], condition: Code): Code => [
  ...[0x03, 0x40],
  ...body.flat(),
  ...condition,
  ...[0x0d, 0, 0x0b],
];
export const when = (condition: Code, body: readonly Code[], otherwise: readonly Code[] = []): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...body.flat(),
  0x05,
  ...otherwise.flat(),
  0x0b,
];
