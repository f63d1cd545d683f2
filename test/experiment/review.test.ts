import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  type ExperimentVerdict,
  type LivingReview,
  livingReview,
  reviewMarkdown,
} from '../../src/experiment/review.ts';
import { createNodeHost } from '../../src/host/node.ts';
import { readModel } from '../../src/model/read-model.ts';
import { readReview } from '../../src/model/read-review.ts';
import { memoryHost } from '../support/memory-host.ts';

const MODEL = `nidus: 1
title: Tiny
parameters:
  a: { value: 1 /h, source: "M01; doi:10.1/x [derived]" }
  b: { value: 2 /h, source: "M011 is another" }
cells:
  cell:
    layer: tissue
    states: { up: {}, down: {} }
    transitions: { up -> down: { rate: a, source: "M01, M02" } }
    death: { age: { rate: b, source: M02 } }
`;
const REVIEW = `nidus: 1
title: What is known
sections:
  - { title: First, mechanisms: { M01: cells fall, M02: cells a | b die } }
  - { title: Second, mechanisms: { M03: cells gather } }
`;

const host = memoryHost({ 'model.yaml': MODEL, 'review.yaml': REVIEW });
const experiment = (id: string, mechanisms: string[], verdict: 'pass' | 'fail'): ExperimentVerdict => ({
  ...{ id, mechanisms, verdict, file: `${id}.yaml`, title: '', claim: '', protocol: '', source: '', tolerance: '' },
  outcomes: [{ about: 'share', expected: 'at least 2', observed: '1', verdict, clear: true }],
});
const joined = async (...experiments: ExperimentVerdict[]) =>
  livingReview(await readReview('review.yaml', host), [await readModel('model.yaml', host)], experiments);

describe('the living review', () => {
  it('finds for each statement what names it, and what came out', async () => {
    const { sections } = await joined(experiment('M01', ['M02'], 'pass'), experiment('V09', ['M02'], 'fail'));
    expect(sections.map(({ title }) => title)).toEqual(['First', 'Second']);
    const [m01, m02, m03] = sections.flatMap(({ rows }) => rows);
    expect(m01).toMatchObject({ equations: ['a', 'cell: up -> down'], experiments: ['M01'], verdict: 'pass' });
    expect(m02).toMatchObject({ equations: ['cell: up -> down', 'cell: death by age'], verdict: 'fail' });
    expect(m03).toMatchObject({ equations: [], experiments: [], verdict: null });
  });

  it('is a table with a row for each statement, and the numbers of what failed', async () => {
    const text = reviewMarkdown(await joined(experiment('M01', [], 'pass'), experiment('V09', ['M02'], 'fail')));
    expect(text).toMatch(/^3 statements, 2 of them tested; 1 of 2 experiments pass\.$/m);
    expect(text).toContain('| M01 | cells fall | `a`, `cell: up -> down` | [M01](experiments/M01.yaml): pass |');
    expect(text).toContain('| M03 | cells gather | emerges | none |');
    expect(text).toContain('cells a \\| b die');
    expect(text).toContain('| V09 | share | at least 2 | 1 |');
  });

  it('refuses an id that stands twice, by line', async () => {
    const twice = REVIEW.replace('M03', 'M01');
    await expect(readReview('r.yaml', memoryHost({ 'r.yaml': twice }))).rejects.toThrow(
      /^r\.yaml:5: .*M01 stands in an/,
    );
  });
});

describe('the review that comes with nidus', () => {
  const folder = 'scenes/experiments';
  const own = readdirSync(folder).map((file) => ({ file, ...parse(readFileSync(`${folder}/${file}`, 'utf8')) }));

  it('lists every id that experiments name', async () => {
    const { sections } = await readReview('scenes/review/statements.yaml', createNodeHost());
    const known = new Set(sections.flatMap(({ statements }) => statements.map(({ id }) => id)));
    const named = own.flatMap(({ experiment: one }) => (one ? [one.id, ...[one.mechanisms ?? []].flat()] : []));
    expect(named.filter((id) => !known.has(id))).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });

  it('keeps a verdict of every experiment, under its claim of today', () => {
    const { experiments } = JSON.parse(readFileSync('scenes/review/verdicts.json', 'utf8')) as LivingReview;
    const claims = (list: readonly { id: string; claim: string }[]) =>
      Object.fromEntries(list.map(({ id, claim }) => [id, claim.replace(/\s+/g, ' ').trim()]));
    const today = own.flatMap(({ experiment: one }) => (one ? [one] : []));
    expect(claims(experiments)).toEqual(claims(today));
  });
});
