import { draw, toUnit } from '../src/engine/random.ts';

/** A purpose that the engine does not use. */
const PURPOSE_BENCH = 0x00ff_0000;
/** After so many the numbers repeat: a prime, so that no lattice is in step with it. */
const PERIOD = 65_521;

/** f32[count] in [0, 1), the same in every run; another stream gives other numbers. */
export function noise(stream: number, count: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(count);
  const first = Math.min(count, PERIOD);
  for (let i = 0; i < first; i++) values[i] = toUnit(draw(i, 0, PURPOSE_BENCH + stream, 1)[0]!);
  for (let at = first; at < count; at += first) values.copyWithin(at, 0, Math.min(first, count - at));
  return values;
}
