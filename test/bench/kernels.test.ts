/** What the benchmark runs on the device is right, and what it counts is what the kernels declare. */
import { describe, expect, it } from 'vitest';
import { cellKernels } from '../../bench/cell-kernels.ts';
import { gpuCopies } from '../../bench/copy.ts';
import { fieldKernels } from '../../bench/field-kernels.ts';
import { createGpuClock, isCredible } from '../../bench/gpu-clock.ts';
import { readBenchScene } from '../../bench/ground.ts';
import type { Subject } from '../../bench/subject.ts';
import { disagreements, FIELD_TRAFFIC, fieldBytes, WITHOUT_SITES } from '../../bench/traffic.ts';
import { readInterface } from '../../src/engine/gpu/kernel.ts';
import { linkShader, shaders } from '../../src/engine/gpu/wgsl.ts';
import { createNodeHost } from '../../src/host/node.ts';
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

describe('timestamps', () => {
  it.each([
    [0.02, 0.3, true],
    [0, 0.3, true], // rounded away
    [0, 50, false], // not counted at all
    [-1, 3, false],
    [80, 20, false],
  ])('of %f ms in %f ms on the wall are believed: %s', (stamped, wall, believed) => {
    expect(isCredible(stamped, wall)).toBe(believed);
  });
});

describe('on the device', () => {
  it.each([48, 17, 200])('every field kernel equals the CPU on %i sites a side', async (side) => {
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

  it('every kernel of cells equals the CPU, on a lattice with a second layer', async () => {
    const clock = createGpuClock(device());
    const host = createNodeHost();
    const scene = await readBenchScene(host, 'scenes/sanctuary.yaml');
    const before = device().allocated;
    const group = cellKernels(device(), clock, host, scene, 24);
    const seen: string[] = [];
    for await (const subject of group.open(24, () => true)) {
      await expectRight(subject);
      expect(subject.bytesPerSite, subject.name).toBeGreaterThan(0);
      seen.push(subject.name);
    }
    expect(seen).toEqual(group.names);
    expect(device().allocated).toBe(before);
    clock.destroy();
  });

  it('both copies are copies', async () => {
    const clock = createGpuClock(device());
    for await (const subject of gpuCopies(device(), clock)) await expectRight(subject);
    clock.destroy();
  });
});
