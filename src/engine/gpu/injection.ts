/** Held sites on the device. */
import type { Exchange, Model } from '../../model/types.ts';
import { type HeldSite, HOLD_RATE } from '../edit.ts';
import type { FieldSide } from './cell-program.ts';
import { type GpuContext, USAGE } from './context.ts';
import { type BoundKernel, kernel } from './kernel.ts';

export interface Injection {
  /** The sites that are held from now on. */
  hold(held: readonly HeldSite[]): void;
  /** Adds to the terms of the fields what holds sites; behind the exchange of the cells. */
  encode(pass: GPUComputePassEncoder): void;
}

const LANES = 64;

/** @param n sites @param slots by field; none: fields are uniform, and nothing can be held */
export function createInjection(
  ctx: GpuContext,
  model: Model,
  n: number,
  { sources, sinks }: FieldSide,
  slots: readonly number[],
): Injection {
  let bound: BoundKernel | null = null;
  let buffer: GPUBuffer | null = null;
  let count = 0;
  const isWritten = (field: number, term: 'source' | 'sink'): boolean => {
    const writes = (exchange: Exchange) => exchange.field === field && exchange[term]?.some((rate) => rate !== null);
    return model.kinds.some((kind) => kind.exchange.some(writes));
  };
  const writers = model.fields.map((_, f) => Number(isWritten(f, 'source')) + 2 * Number(isWritten(f, 'sink')));

  /** What was held where nobody else writes would stay for ever. */
  function forget(): void {
    const encoder = ctx.device.createCommandEncoder({ label: 'forget' });
    slots.forEach((slot, f) => {
      if ((writers[f]! & 1) === 0) encoder.clearBuffer(sources, 4 * slot * n, 4 * n);
      if ((writers[f]! & 2) === 0) encoder.clearBuffer(sinks, 4 * slot * n, 4 * n);
    });
    ctx.device.queue.submit([encoder.finish()]);
  }

  return {
    hold(held) {
      forget();
      if (buffer !== null) ctx.release(buffer);
      [bound, buffer, count] = [null, null, slots.length === 0 ? 0 : held.length];
      if (count === 0) return;
      const words = new Uint32Array(4 * count);
      const numbers = new Float32Array(words.buffer);
      held.forEach(({ field, site, value }, k) => {
        words[4 * k] = slots[field]! * n + site;
        numbers[4 * k + 1] = HOLD_RATE * value;
        numbers[4 * k + 2] = HOLD_RATE;
        words[4 * k + 3] = writers[field]!;
      });
      buffer = ctx.createBuffer('injections', words.byteLength, USAGE.storage | USAGE.copyDst);
      ctx.device.queue.writeBuffer(buffer, 0, words);
      bound = kernel(ctx, 'field/inject.wgsl', { LANES }).bind({ injections: buffer, sources, sinks });
    },
    encode(pass) {
      bound?.encode(pass, [count]);
    },
  };
}
