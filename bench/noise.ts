import { draw, toUnit } from '../src/engine/random.ts';

/** A purpose that the engine does not use. */
const PURPOSE_BENCH = 0x00ff_0000;

/** f32[count] in [0, 1), the same in every run; another stream gives other numbers. */
export function noise(stream: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => toUnit(draw(i, 0, PURPOSE_BENCH + stream, 1)[0]!));
}
