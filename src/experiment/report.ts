/** The report of experiments as one page of HTML that needs nothing else. */
import type { Experiment } from '../model/experiment-types.ts';
import type { Scene } from '../model/types.ts';
import type { ArmRuns } from './evaluate.ts';
import { courseFigures, type Figure, mapFigure, rangeFigure, seriesFigures } from './figures.ts';
import { STYLE } from './report-style.ts';
import type { RunResult, RunSpec } from './runs.ts';
import { escaped } from './svg.ts';
import { expectedText, type Judged, observedText, type Verdict } from './verdict.ts';

/** An experiment that was run and judged. */
export interface ReportedExperiment {
  readonly experiment: Experiment;
  readonly runs: readonly ArmRuns[];
  readonly specs: readonly RunSpec[];
  /** In the order of `specs`. */
  readonly results: readonly RunResult[];
  readonly scene: Scene;
  readonly judged: readonly Judged[];
  readonly verdict: Verdict;
  /** Wall-clock seconds of all runs. */
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/** An outcome whose verdict, or not, changed when one parameter was another. */
export interface VariedOutcome {
  readonly id: string;
  readonly outcome: string;
  readonly parameter: string;
  readonly factor: number;
  /** Value given, with its unit. */
  readonly value: string;
  readonly expected: string;
  readonly observed: string;
  readonly before: Verdict;
  readonly verdict: Verdict;
}

export interface ReportFacts {
  readonly version: string;
  readonly seedOffset: number;
  /** `2026-01-31` */
  readonly date: string;
  /** What came of one changed assumption at a time; empty: none was changed. */
  readonly varied: readonly VariedOutcome[];
}

/** Maps shown per experiment. */
const MOST_MAPS = 4;
/** Strips longer than this many times their width show nothing. */
const LONGEST_MAP = 8;

const RULE =
  'An experiment passes when each of its outcomes does, and an outcome passes when the observed value lies among those ' +
  'expected. Observed values are taken of the mean over replicates; ± is one standard error by the jackknife over ' +
  'replicates, strokes are 95 % intervals. A limit inside the interval is marked with an asterisk. Seeds are fixed, so the ' +
  'same program gives the same verdicts.';

/** The whole page. */
export function experimentReport(all: readonly ReportedExperiment[], facts: ReportFacts): string {
  const passed = all.filter(({ verdict }) => verdict === 'pass').length;
  const offset = facts.seedOffset === 0 ? '' : ` · seeds + ${facts.seedOffset}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nidus: ${passed} of ${all.length} experiments pass</title>
<style>${STYLE}</style>
<header>
<h1>${passed} of ${all.length} experiments pass</h1>
<p class="facts">Nidus ${escaped(facts.version)} · ${escaped(facts.date)}${offset}</p>
<p>${RULE}</p>
${summary(all)}
</header>
<main>
${all.map(section).join('\n')}
${sensitivity(facts.varied)}</main>
</html>
`;
}

function summary(all: readonly ReportedExperiment[]): string {
  const rows = all.map(({ experiment: { id, title }, judged, verdict }) => {
    const link = `<a href="#${escaped(id)}">${escaped(id)}</a>`;
    const dots = judged
      .map((one) => `<i class="dot ${one.verdict}" title="${escaped(one.outcome.about)}"></i>`)
      .join('');
    return `<tr><td>${link}</td><td>${escaped(title)}</td><td class="dots">${dots}</td><td>${chip(verdict)}</td></tr>`;
  });
  return `<table class="summary"><tbody>${rows.join('')}</tbody></table>`;
}

function section(one: ReportedExperiment): string {
  const { experiment, judged, verdict, warnings } = one;
  const { id, title, claim, mechanisms } = experiment;
  const tags = mechanisms.length === 0 ? '' : ` <small>${escaped(mechanisms.join(', '))}</small>`;
  const said = warnings.map((warning) => `<p class="warning">${escaped(warning)}</p>`).join('');
  return `<section id="${escaped(id)}">
<h2><span class="id">${escaped(id)}</span> ${escaped(title)}${tags} ${chip(verdict)}</h2>
<p class="claim">${escaped(claim)}</p>
${outcomesTable(judged)}
${said}<div class="figures">${figuresOf(one).map(figure).join('')}</div>
${details(one)}
</section>`;
}

/** Which verdicts hang on which assumption, and which outcomes on none. */
function sensitivity(varied: readonly VariedOutcome[]): string {
  if (varied.length === 0) return '';
  const turned = varied.filter(({ before, verdict }) => before !== verdict);
  const rows = turned.map((one) => {
    const { id, outcome, parameter, factor, value, expected, observed, verdict } = one;
    const cells = [id, outcome, `${parameter} × ${factor} = ${value}`, expected, observed].map(escaped);
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}<td>${chip(verdict)}</td></tr>`;
  });
  const head = ['', 'outcome', 'changed', 'expected', 'observed', 'verdict then']
    .map((name) => `<th>${name}</th>`)
    .join('');
  const hanging = new Set(turned.map(({ id, outcome }) => `${id}: ${outcome}`));
  const firm = [...new Set(varied.map(({ id, outcome }) => `${id}: ${outcome}`))].filter((name) => !hanging.has(name));
  const parameters = new Set(varied.map(({ parameter }) => parameter)).size;
  return `<section id="sensitivity">
<h2>What hangs on which assumption</h2>
<p>${parameters} assumed parameters with an effect were changed one at a time, one run each. These verdicts change:</p>
<table class="outcomes"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>
<p>On none of them hang: ${firm.map(escaped).join('; ') || 'no outcome'}.</p>
</section>
`;
}

function outcomesTable(judged: readonly Judged[]): string {
  const rows = judged.map((one) => {
    const { outcome, verdict, clear } = one;
    const cells = [escaped(outcome.about), expectedText(outcome), observedText(one), rangeFigure(one)];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}<td>${chip(verdict)}${clear ? '' : ' *'}</td></tr>`;
  });
  const head = ['outcome', 'expected', 'observed', '', 'verdict'].map((name) => `<th>${name}</th>`).join('');
  return `<table class="outcomes"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function details({ experiment, specs, seconds, scene }: ReportedExperiment): string {
  const { source, protocol, tolerance, arms, outcomes, path } = experiment;
  const rows: [string, string][] = [
    ['source', linked(source)],
    ['protocol', escaped(protocol)],
    ['tolerance', escaped(tolerance)],
    ['arms', arms.map((arm) => escaped(armText(arm))).join('<br>')],
    ['computed', outcomes.map(({ text }) => `<code>${escaped(text)}</code>`).join('<br>')],
    [
      'runs',
      escaped(`${specs.length} of ${path}, seeds from ${specs[0]!.seed}, ${Math.round(seconds)} s of computing`),
    ],
    ['model', escaped(`${scene.model.title}, ${scene.model.hash.slice(0, 12)}`)],
  ];
  const shown = rows.filter(([, value]) => value !== '');
  return `<dl>${shown.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>`;
}

function armText({ name, about, replicates, meanField, series }: Experiment['arms'][number]): string {
  const what = meanField ? 'equations' : `${replicates} ${replicates === 1 ? 'run' : 'replicates'}`;
  const swept = series === null ? '' : `, ${series.name} = ${series.texts.join(', ')}`;
  return `${name}: ${what}${swept}${about === '' ? '' : `; ${about}`}`;
}

/** DOIs as links. */
function linked(source: string): string {
  return escaped(source).replace(/\bdoi:(10\.[^\s;,]+[^\s;,.])/g, '<a href="https://doi.org/$1">doi:$1</a>');
}

function figuresOf({ judged, runs, specs, results, scene, experiment }: ReportedExperiment): Figure[] {
  const maps = experiment.arms.flatMap(({ name }) => {
    const index = specs.findLastIndex((spec) => spec.arm === name && spec.replicate === 0);
    const picture = results[index]?.picture;
    if (!picture || Math.max(picture.width / picture.height, picture.height / picture.width) > LONGEST_MAP) return [];
    const { time } = picture;
    const when = time < 24 ? `${Math.round(time * 60)} min` : `day ${Math.round(time / 2.4) / 10}`;
    return [mapFigure(picture, `${name.replaceAll('_', ' ')}, ${when}, seed ${specs[index]!.seed}`, scene.model)];
  });
  return [...courseFigures(judged, runs), ...seriesFigures(judged, runs, experiment.arms), ...maps.slice(0, MOST_MAPS)];
}

function figure({ image, caption }: Figure): string {
  return `<figure>${image}<figcaption>${escaped(caption)}</figcaption></figure>`;
}

function chip(verdict: Verdict): string {
  return `<b class="chip ${verdict}">${verdict}</b>`;
}
