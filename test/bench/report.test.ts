/** The parts of the benchmark that need no device. */
import { describe, expect, it } from 'vitest';
import { measureSubject } from '../../bench/measure.ts';
import { type BenchReport, faultOf, parseReport, speedUp } from '../../bench/report.ts';
import { median, timeBatches } from '../../bench/sampling.ts';
import { errorOf, type Subject } from '../../bench/subject.ts';
import { reportTable } from '../../bench/table.ts';
import { countPlanes, planesIn } from '../../bench/traffic.ts';
import { UserError } from '../../src/model/error.ts';

const SAMPLING = { batches: 10, batchMs: 10, mostRepeats: 1000 };

function subjectOf(change: Partial<Subject> = {}): Subject {
  return {
    name: 'tick',
    width: 100,
    height: 10,
    bytesPerSite: 8,
    cells: 500,
    run: async (repeats) => repeats,
    timer: () => 'wall',
    check: { against: 'CPU', tolerance: 1e-5, error: async () => 1e-6 },
    ...change,
  };
}

async function reportOf(subjects: readonly Subject[]): Promise<BenchReport> {
  const cases = await Promise.all(subjects.map((subject) => measureSubject(subject, SAMPLING, 16)));
  return {
    adapter: 'An adapter',
    backend: 'webgpu',
    software: true,
    driver: 'vendor, driver',
    version: '1.2.3',
    date: '2030-01-02T03:04:05.000Z',
    commit: 'abc',
    browser: null,
    node: '20',
    cpu: 'CPU',
    copy_gbps: 16,
    copy: { command_gbps: 16, kernel_gbps: 12, bytes: 2 ** 26 },
    cases,
    skipped: [{ name: 'fate', width: 4096, height: 4096, why: 'too large' }],
  };
}

describe('sampling', () => {
  it('makes batches long enough and counts one repetition', async () => {
    const asked: number[] = [];
    const run = async (repeats: number): Promise<number> => {
      asked.push(repeats);
      return 0.5 * repeats;
    };
    const timing = await timeBatches(run, SAMPLING);
    expect(timing).toMatchObject({ median: 0.5, min: 0.5, max: 0.5, batches: 10 });
    expect(timing.repeats * 0.5).toBeGreaterThanOrEqual(10);
    expect(asked.length).toBeGreaterThan(11);
    expect(asked.slice(-10)).toEqual(new Array(10).fill(timing.repeats));
  });

  it('warms up, and never records more than the most at once', async () => {
    const timing = await timeBatches(async () => 0, SAMPLING);
    expect(timing.repeats).toBe(1000);
  });

  it('stops when asked', async () => {
    const stop = AbortSignal.abort();
    await expect(timeBatches(async () => 1, SAMPLING, stop)).rejects.toThrow();
  });

  it('takes the middle of an even and of an odd number', () => {
    expect(median([1, 2, 3, 10])).toBe(2.5);
    expect(median([1, 2, 10])).toBe(2);
  });
});

describe('a case', () => {
  it('has figures that follow from its time', async () => {
    const [one] = (await reportOf([subjectOf()])).cases;
    expect(one).toMatchObject({ median_ms: 1, ns_per_site: 1000, bytes_per_site: 8, gbps: 0.008 });
    expect(one).toMatchObject({ percent_of_copy: 0.05, cells_per_s: 500_000, passed: true, batches: 10 });
  });

  it.each([1, Number.NaN, Number.POSITIVE_INFINITY])('has none when its error is %f', async (error) => {
    const run = async (): Promise<number> => expect.fail('it must not be timed');
    const check = { against: 'CPU', tolerance: 1e-5, error: async () => error };
    const report = await reportOf([subjectOf({ run, check })]);
    expect(report.cases[0]).toMatchObject({ median_ms: null, gbps: null, percent_of_copy: null, passed: false });
    expect(faultOf(report)).toMatch(/1 of 1 cases gave a wrong result and have no figures: tick 100 x 10/);
    expect(reportTable(report)).toMatch(/WRONG/);
  });
});

describe('a report', () => {
  it('as a table names device, yardstick, each case, what was left out, and what it is not', async () => {
    const text = reportTable(await reportOf([subjectOf()]));
    expect(text).toMatch(/webgpu backend on An adapter, a SOFTWARE adapter: no figure here tells anything of a GPU/);
    expect(text).toMatch(/16 GB\/s by command, 12 GB\/s by kernel/);
    expect(text).toMatch(/tick +100 x 10 +1 +1 – 1 +1000 +8 +0\.008 +0\.05/);
    expect(text).toMatch(/500 cells, 1000 ticks\/s, 0\.5 million cells\/s/);
    expect(text).toMatch(/not run: fate 4096 x 4096: too large/);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('is a success when every case ran at some size at least', async () => {
    const report = await reportOf([subjectOf({ name: 'fate' })]);
    expect(faultOf(report)).toBeNull();
    expect(faultOf({ ...report, cases: [] })).toBe('fate ran at no size: too large');
  });

  it('comes back from JSON and tells how many times as fast another is', async () => {
    const report = await reportOf([subjectOf()]);
    const earlier = parseReport('a.json', JSON.stringify(report));
    expect(earlier.cases).toEqual(report.cases);
    expect(speedUp({ ...report.cases[0]!, median_ms: 0.5 }, earlier)).toBe(2);
    expect(speedUp({ ...report.cases[0]!, name: 'other' }, earlier)).toBeNull();
  });

  it.each([
    ['', /a\.json is not JSON/],
    ['[]', /a\.json: /],
    ['{"cases": 3}', /a\.json: adapter/],
  ])('from %j is refused in one line', (text, says) => {
    expect(() => parseReport('a.json', text)).toThrow(UserError);
    expect(() => parseReport('a.json', text)).toThrow(says);
  });
});

describe('counting', () => {
  it('finds every plane that WGSL names once, not what comments name', () => {
    const planes = planesIn(`
      let a = fields[plane(3u, i)] + fields[plane(3u, j)] + fields[plane(0u, i)]; // matrix[plane(1u, i)]
      cells_tissue[plane(DIVISIONS, i)] = cells_tissue[i];`);
    expect(planes.get('fields')).toEqual(new Set([3, 0]));
    expect(planes.get('cells_tissue')).toEqual(new Set([2, 0]));
    expect(planes.has('matrix')).toBe(false);
    expect(countPlanes(planes)).toBe(4);
    expect(countPlanes(planes, ['fields'])).toBe(2);
  });

  it('measures errors against the largest value; what is not a number stays so', () => {
    expect(errorOf([1, 2.5], [1, 2])).toBe(0.25);
    expect(errorOf([0, 0], [0, 0])).toBe(0);
    expect(errorOf([Number.NaN, 0], [1, 1])).toBeNaN();
  });
});
