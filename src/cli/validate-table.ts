/** What `nidus validate` says: rows of the JSON object, and a table for people, at most 100 columns wide. */
import { expectedText, type Judged, observedText, type Verdict } from '../index.ts';
import type { Sensitivity } from './sensitivity.ts';
import type { Finished } from './validate-session.ts';

const WIDTH = 100;
const INDENT = 6;
/** Widths of the columns about, expected, observed; the verdict takes what is left. */
const COLUMNS = [34, 26, 24] as const;

/** One experiment in the JSON object; names as in the manual, so part of the interface. */
export interface ValidationRow {
  readonly id: string;
  readonly mechanisms: readonly string[];
  readonly title: string;
  readonly claim: string;
  readonly expected: string;
  readonly observed: string;
  readonly verdict: Verdict;
  readonly source: string;
  readonly seconds: number;
  readonly outcomes: readonly object[];
  readonly warnings: readonly string[];
}

export function rowOf({ experiment, judged, verdict, seconds, warnings }: Finished): ValidationRow {
  const { id, mechanisms, title, claim, source } = experiment;
  const each = (text: (one: Judged) => string) => judged.map((one) => `${one.outcome.about}: ${text(one)}`).join('; ');
  return {
    id,
    mechanisms,
    title,
    claim,
    expected: each((one) => expectedText(one.outcome)),
    observed: each(observedText),
    verdict,
    source,
    seconds: Math.round(seconds * 1000) / 1000,
    outcomes: judged.map(outcomeRow),
    warnings,
  };
}

function outcomeRow(one: Judged): object {
  const { outcome, observed, verdict, clear } = one;
  const shown = (value: number) => (Number.isFinite(value) ? value / outcome.unit.factor : null);
  return {
    about: outcome.about,
    of: outcome.text,
    expected: expectedText(outcome),
    observed: observedText(one),
    unit: outcome.unit.text,
    value: shown(observed.value),
    standard_error: shown(observed.error),
    low_95: shown(observed.low),
    high_95: shown(observed.high),
    verdict,
    clear,
  };
}

/** Claim and verdict of each experiment, a line for each of its outcomes, and the sum. */
export function validationTable(finished: readonly Finished[]): string {
  const head = ['', 'expected', 'observed (± standard error)', 'verdict'];
  const blocks = finished.map(block);
  const passed = finished.filter(({ verdict }) => verdict === 'pass').length;
  const unclear = finished.flatMap(({ judged }) => judged).some(({ clear }) => !clear);
  const note = unclear ? '* a limit lies within the 95 % interval: more replicates could tell better\n' : '';
  return `${columns(head)}${blocks.join('')}\n${note}${passed} passed, ${finished.length - passed} failed\n`;
}

function block({ experiment: { id, claim }, judged, verdict, warnings }: Finished): string {
  const title = `${id.padEnd(INDENT - 1)} ${verdict === 'pass' ? 'pass' : 'FAIL'}  ${claim}`;
  const lines = judged.map((one) => {
    const { outcome, verdict: own, clear } = one;
    return columns([outcome.about, expectedText(outcome), observedText(one), `${own}${clear ? '' : ' *'}`]);
  });
  const notes = warnings.map((warning) => hanging(`warning: ${warning}`, INDENT, INDENT));
  return `\n${hanging(title, 0, INDENT)}${[...lines, ...notes].join('')}`;
}

/** Which verdicts changed with which parameter, then those outcomes that no parameter changed. */
export function sensitivityTable(all: readonly Sensitivity[]): string {
  const turned = all.filter(({ before, verdict }) => before !== verdict);
  const lines = turned.map(({ id, parameter, value, outcome, observed, verdict, factor }) =>
    hanging(
      `${id.padEnd(INDENT - 1)} ${verdict}  with ${parameter} x ${factor} = ${value}: ${outcome}: ${observed}`,
      0,
      INDENT,
    ),
  );
  const tried = new Set(all.map(({ parameter }) => parameter)).size;
  const firm = [...new Set(all.map(({ id, outcome }) => `${id}: ${outcome}`))].filter(
    (name) => !turned.some(({ id, outcome }) => `${id}: ${outcome}` === name),
  );
  const rest =
    firm.length === 0 ? '' : `hangs on none of them:\n${firm.map((name) => hanging(name, INDENT, INDENT)).join('')}`;
  return `${tried} assumptions varied one at a time; verdicts that change:\n${lines.join('') || '      none\n'}${rest}`;
}

/** Cells side by side, each wrapped in its column. */
function columns(cells: readonly string[]): string {
  const widths = [...COLUMNS, WIDTH - INDENT - COLUMNS.reduce((sum, width) => sum + width, 0)];
  const wrapped = cells.map((cell, i) => wrap(cell, widths[i]! - 2));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) => {
    const parts = wrapped.map((lines, i) => (lines[row] ?? '').padEnd(widths[i]!));
    return `${' '.repeat(INDENT)}${parts.join('')}`.trimEnd();
  })
    .map((line) => `${line}\n`)
    .join('');
}

function hanging(text: string, first: number, rest: number): string {
  const [head = '', ...tail] = wrap(text, WIDTH - Math.max(first, rest));
  return [`${' '.repeat(first)}${head}`, ...tail.map((line) => `${' '.repeat(rest)}${line}`)]
    .map((l) => `${l}\n`)
    .join('');
}

/** Lines of at most `width` characters; a longer word gets a line of its own. */
function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
