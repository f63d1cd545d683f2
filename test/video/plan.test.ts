import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/error.ts';
import { planVideo, ticksPerFrame, videoFormat } from '../../src/video/plan.ts';

const GOOD = { out: 'x.mp4', width: 1280, height: 720, fps: 30, every: 1, until: 24 };

describe('planVideo', () => {
  test('counts time 0 and every whole step after it', () => {
    expect(planVideo(GOOD).frames).toBe(25);
    expect(planVideo({ ...GOOD, until: 24.9 }).frames).toBe(25);
    expect(planVideo({ ...GOOD, until: 0 }).frames).toBe(1);
    expect(planVideo({ ...GOOD, every: 0.1, until: 0.3 }).frames).toBe(4);
    expect(planVideo(GOOD).seconds).toBeCloseTo(25 / 30, 12);
  });

  test('any whole number of steps of any length gives that many frames and one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.double({ min: 0.01, max: 100, noNaN: true }), (n, every) => {
        expect(planVideo({ ...GOOD, every, until: n * every }).frames).toBe(n + 1);
      }),
    );
  });

  test.each([
    [{ width: 1281 }, 'size 1281x720: H.264 needs even numbers; the nearest size is 1282x720, or name the file .webm'],
    [{ height: 20 }, 'size 1280x20 is not possible; width and height are whole pixels from 64 to 8192'],
    [{ width: 640.5 }, 'size 640.5x720 is not possible; width and height are whole pixels from 64 to 8192'],
    [{ fps: 0 }, 'frames per second: 0 is not possible; give 1 to 120, e.g. 30'],
    [{ fps: Number.NaN }, 'frames per second: NaN is not possible; give 1 to 120, e.g. 30'],
    [{ every: 0 }, 'time between frames: 0 h is not possible; give more than 0, e.g. 1 h'],
    [{ until: -1 }, 'end of the recording: -1 h is not possible; give 0 or more, e.g. 14 d'],
    [{ out: 'x.avi' }, 'x.avi: the name ends in .avi; it must end in .mp4 (H.264) or .webm (VP9)'],
    [{ out: 'a.mp4/clip' }, 'a.mp4/clip: the name has no ending; it must end in .mp4 (H.264) or .webm (VP9)'],
  ])('%j is refused in one line', (change, message) => {
    expect(() => planVideo({ ...GOOD, ...change })).toThrow(new UserError(message));
  });

  test('odd sizes are fine in WebM', () => {
    expect(planVideo({ ...GOOD, out: 'X.WEBM', width: 641, height: 361 }).width).toBe(641);
  });
});

test('videoFormat gives a format or a UserError for any name', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      try {
        expect(['mp4', 'webm']).toContain(videoFormat(name).container);
        expect(name.toLowerCase()).toMatch(/\.(mp4|webm)$/);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
  );
});

describe('ticksPerFrame', () => {
  test('whole numbers of ticks pass, rounding included', () => {
    expect(ticksPerFrame(1, 0.5)).toBe(2);
    expect(ticksPerFrame(0.3, 0.1)).toBe(3);
  });

  test.each([
    [0.75, '45 min is not a whole number of ticks of 30 min; the nearest is 60 min'],
    [0.1, '6 min is not a whole number of ticks of 30 min; the nearest is 30 min'],
  ])('%d h with ticks of 30 min is refused', (every, message) => {
    expect(() => ticksPerFrame(every, 0.5)).toThrow(`time between frames: ${message}`);
  });
});
