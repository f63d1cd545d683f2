/** Published or closed-form numbers of diffusion in tissue (validation V01 to V03): the same tests for every backend. */
import { describe, expect, it } from 'vitest';
import { type FieldFactory, fill, OXYGEN_LIKE, solveSteady, zeroOf } from './field-case.ts';

const HOUR = 3600;

export function fieldTissue(name: string, factory: FieldFactory): void {
  describe(`${name}: decay length of a line source (V01)`, () => {
    it.each([
      { about: 'D 26.7 um2/s, decay 1.65e-4 /s', diffusion: 26.7, decay: 1.65e-4, uptake: 0, expected: 402 },
      { about: 'D 13.3 um2/s, decay 1.16e-4 /s', diffusion: 13.3, decay: 1.16e-4, uptake: 0, expected: 339 },
      { about: 'D 12.6 um2/s, decay 8.9e-5 /s', diffusion: 12.6, decay: 8.9e-5, uptake: 0, expected: 376 },
      { about: 'D 26.7 um2/s with uptake 1e-3 /s', diffusion: 26.7, decay: 1.65e-4, uptake: 1e-3, expected: 151 },
      { about: 'D 13.3 um2/s with uptake 1e-3 /s', diffusion: 13.3, decay: 1.16e-4, uptake: 1e-3, expected: 109 },
    ])('$about: $expected um', async ({ diffusion, decay, uptake, expected }) => {
      const size = { width: 128, height: 8 };
      const values = await solveSteady(
        factory,
        { ...size, spacing: 40, diffusion: diffusion * HOUR, decay: decay * HOUR },
        { source: fill(size, (x) => (x === 0 ? 100 : 0)), sink: fill(size, () => uptake * HOUR) },
      );
      const measured = (10 * 40) / Math.log(values[5 + 2 * 128]! / values[15 + 2 * 128]!);
      expect(Math.abs(measured / expected - 1)).toBeLessThan(0.02);
      expect(Math.abs(measured / Math.sqrt(diffusion / (decay + uptake)) - 1)).toBeLessThan(0.02);
    });
  });

  describe(`${name}: rim of a consuming disc (V02)`, () => {
    it.each([
      { edge: 38, saturation: 0.02, expected: 114, tolerance: 0.05 },
      { edge: 100, saturation: 0.02, expected: 201, tolerance: 0.05 },
      { edge: 140, saturation: 0.02, expected: 245, tolerance: 0.05 },
      { edge: 38, saturation: 1, expected: 114, tolerance: 0.1 },
      { edge: 100, saturation: 1, expected: 201, tolerance: 0.1 },
      { edge: 140, saturation: 1, expected: 245, tolerance: 0.1 },
    ])(
      'edge $edge mmHg, Km $saturation: uptake ends at $expected um',
      async ({ edge, saturation, expected, tolerance }) => {
        expect(Math.abs(discRim(edge) - expected)).toBeLessThan(1);
        const rim = await measuredRim(factory, edge, saturation);
        expect(Math.abs(rim / discRim(edge) - 1)).toBeLessThan(tolerance);
      },
    );
  });

  describe(`${name}: supply radius of one vessel (V03)`, () => {
    it.each([
      { wall: 38, expected: 85 },
      { wall: 50, expected: 95 },
    ])('$wall mmHg: $expected um', async ({ wall, expected }) => {
      expect(Math.abs(kroghRadius(wall) - expected)).toBeLessThan(1);
      expect(Math.abs((await measuredSupply(factory, wall, 2, 72)) - expected)).toBeLessThan(4);
    });
  });
}

/** Depth [um] of a disc, R 500 um, D 1800 um²/s, that takes up 10 mmHg/s where p > 5 mmHg and nothing below. */
function discRim(edge: number): number {
  const R = 500;
  const drop = (core: number) => (10 / (4 * 1800)) * (R * R - core * core - 2 * core * core * Math.log(R / core));
  return R - zeroOf((core) => edge - 5 - drop(core), 1e-3, R);
}

/**
 * The same on the lattice, the field being p − 5: a quarter disc, 5 um sites, the outside kept at the edge value.
 * Depth from the area where uptake is above half of its maximum.
 */
async function measuredRim(factory: FieldFactory, edge: number, saturation: number): Promise<number> {
  const spacing = 5;
  const size = { width: 106, height: 106 };
  const hold = (50 * OXYGEN_LIKE) / spacing ** 2;
  const inside = (x: number, y: number) => Math.hypot(x + 0.5, y + 0.5) * spacing < 500;
  const values = await solveSteady(
    factory,
    { ...size, spacing, saturation },
    {
      uptake: fill(size, (x, y) => (inside(x, y) ? 10 * HOUR : 0)),
      sink: fill(size, (x, y) => (inside(x, y) ? 0 : hold)),
      source: fill(size, (x, y) => (inside(x, y) ? 0 : hold * (edge - 5))),
    },
  );
  const low = values.reduce((count, c) => count + Number(c < saturation), 0);
  return 500 - Math.sqrt((4 * low * spacing ** 2) / Math.PI);
}

/** Krogh: radius that a vessel (8 um) supplies down to 0, zero-order uptake 10 mmHg/s. */
function kroghRadius(wall: number): number {
  const supply = (r: number) => (10 / (4 * 1800)) * (2 * r * r * Math.log(r / 8) - (r * r - 64));
  return zeroOf((r) => supply(r) - wall, 8, 1000);
}

/** Radius of the area where uptake is above half of its maximum, around a quarter of a vessel in the corner. */
async function measuredSupply(factory: FieldFactory, wall: number, spacing: number, sites: number): Promise<number> {
  const size = { width: sites, height: sites };
  const hold = (50 * OXYGEN_LIKE) / spacing ** 2;
  const vessel = (x: number, y: number) => Math.hypot(x + 0.5, y + 0.5) * spacing < 8;
  const values = await solveSteady(
    factory,
    { ...size, spacing, saturation: 0.02 },
    {
      uptake: fill(size, (x, y) => (vessel(x, y) ? 0 : 10 * HOUR)),
      sink: fill(size, (x, y) => (vessel(x, y) ? hold : 0)),
      source: fill(size, (x, y) => (vessel(x, y) ? hold * wall : 0)),
    },
  );
  const reached = values.reduce((count, c) => count + Number(c > 0.02), 0);
  return Math.sqrt((4 * reached * spacing ** 2) / Math.PI);
}
