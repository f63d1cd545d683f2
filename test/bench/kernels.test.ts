/** What the benchmark runs on the device is right, and what it counts is what the kernels declare. */
import { describe, expect, it } from 'vitest';
import { gpuCopies } from '../../bench/copy.ts';
import { fieldKernels } from '../../bench/field-kernels.ts';
import { createGpuClock } from '../../bench/gpu-clock.ts';
import type { Subject } from '../../bench/subject.ts';
import { disagreements, FIELD_TRAFFIC, fieldBytes, WITHOUT_SITES } from '../../bench/traffic.ts';
import { readInterface } from '../../src/engine/gpu/kernel.ts';
import { linkShader, shaders } from '../../src/engine/gpu/wgsl.ts';
import { sharedDevice } from '../support/device.ts';

const device = sharedDevice();

async function expectRight(subject: Subject): Promise<void> {
  const { name, width, check, run } = subject;
  expect(await check.error(), `${name} at ${width}`).toBeLessThanOrEqual(check.tolerance);
  expect(await run(2), name).toBeGreaterThan(0);
}

describe('the table of traffic', () => {
  it.each(Object.entries(FIELD_TRAFFIC))('agrees with the declarations of %s', (name, traffic) => {
    const { bindings } = readInterface(linkShader(`field/${name}.wgsl`));
    expect(disagreements(traffic, bindings)).toEqual([]);
  });

  it('covers every field kernel', () => {
    const files = Object.keys(shaders).filter((file) => file.startsWith('field/'));
    const known = [...Object.keys(FIELD_TRAFFIC), ...WITHOUT_SITES];
    expect(files.map((file) => file.slice('field/'.length, -'.wgsl'.length)).sort()).toEqual(known.sort());
  });

  it('notices an array that is written and said to be read', () => {
    const { bindings } = readInterface(linkShader('field/settle.wgsl'));
    const read = { kind: 'site', access: 'r' } as const;
    expect(disagreements({ over: 'sites', arrays: { u: read, other: read } }, bindings)).toEqual([
      'other is not bound',
      'u is bound as storage, not r',
      'norms is not in the table',
    ]);
  });

  it('counts four bytes for each number that moves', () => {
    expect(fieldBytes(FIELD_TRAFFIC.settle, 1, 1)).toBe(8);
    expect(fieldBytes(FIELD_TRAFFIC.source, 2, 1)).toBe(4 * (2 * 3 + 2));
    expect(fieldBytes(FIELD_TRAFFIC.carry, 4, 1)).toBe(4 * (4 * 2 + 1));
  });
});

describe('on the device', () => {
  it.each([64, 48, 17, 200])('every field kernel equals the CPU on %i sites a side', async (side) => {
    const clock = createGpuClock(device());
    const before = device().allocated;
    const seen: string[] = [];
    for await (const subject of fieldKernels(device(), clock).open(side, () => true)) {
      await expectRight(subject);
      seen.push(subject.name);
    }
    expect(seen.sort()).toEqual(Object.keys(FIELD_TRAFFIC).sort());
    expect(device().allocated).toBe(before);
    clock.destroy();
  });

  it('both copies are copies', async () => {
    const clock = createGpuClock(device());
    for await (const subject of gpuCopies(device(), clock)) await expectRight(subject);
    clock.destroy();
  });
});
