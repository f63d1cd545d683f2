import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/error.ts';
import { modelOf, TINY_MODEL } from '../support/models.ts';

/** The line of the first occurrence of `text` in the tiny model. */
function lineOf(text: string): number {
  const index = TINY_MODEL.indexOf(text);
  expect(index, text).toBeGreaterThanOrEqual(0);
  return TINY_MODEL.slice(0, index).split('\n').length;
}

/** Reads the tiny model with one change, and expects exactly this message at the changed line (or `lines` below it). */
async function expectError(from: string, to: string, message: string, lines = 0): Promise<void> {
  const text = TINY_MODEL.replace(from, () => to);
  const line = lineOf(from) + lines;
  const error = await modelOf(text).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toBe(`model.yaml:${line}: ${message}`);
}

describe('shape', () => {
  test.each([
    ['diffusion: 1800', 'difusion: 1800', 'fields.oxygen.difusion is not known; did you mean diffusion?'],
    ['title: Tiny', 'titel: Tiny', 'titel is not known; did you mean title?'],
    ['nidus: 1', 'nidus: 2', 'nidus needs to be 1, the version of the language, given 2'],
    ['layer: tissue', 'layer: skin', 'cells.cancer.layer needs to be tissue or immune, given skin'],
    ['steady: true', 'steady: maybe', 'fields.oxygen.steady needs true or false, given maybe'],
    ['"#4477aa"', '"blue"', 'cells.cancer.states.sensitive.colour needs a colour like "#4477aa", given blue'],
    ['blood: 40 mmHg', 'blood: [1]', 'fields.oxygen.blood needs an expression, given a list'],
    ['title: Tiny model', 'title: [a]', 'title needs text, given a list'],
    ['    unit: mmHg\n', '', 'fields.oxygen.unit is missing', -1],
    ['{ about: grows and dies, colour: "#4477aa" }', '', 'cells.cancer.states.sensitive needs a map, given nothing'],
  ] as [string, string, string, number?][])('%s → %s', (from, to, message, lines) =>
    expectError(from, to, message, lines),
  );
});

describe('names', () => {
  test.each([
    ['  k_off:', '  k_on:', 'Map keys must be unique'],
    ['  mu:', '  h:', 'parameters.h cannot be called h, which is a unit or a word of the language'],
    ['  mu:', '  1mu:', 'parameters.1mu is not a name; names are letters, digits and _, a letter first'],
    ['  chemokine: { unit', '  mu: { unit', 'fields.mu is already the name of a parameter'],
    ['    crosslink: {', '    tki: {', 'matrix.variables.tki is already the name of a field'],
    ['      chromatin: {', '      ecm: {', 'cells.cancer.traits.ecm is already the name of a matrix'],
    ['      stress: E', '      size: E', 'cells.cancer.signals.size is already the name of a trait'],
    [
      '      dtp: { about: sleeps',
      '      t: { about: sleeps',
      'cells.cancer.states.t cannot be called t, which is a unit or a word of the language',
    ],
    [
      'dtp: 0.6, else',
      'dpt: 0.6, else',
      'cells.cancer.signals.kappa.dpt names the state dpt, which cancer has not; did you mean dtp?',
    ],
    [
      '{ sensitive: 1, dtp: 0.6,',
      '{ sensitive: 1, "dtp, sensitive": 0.6,',
      'cells.cancer.signals.kappa.dtp, sensitive names the state sensitive a second time',
    ],
    [
      '{ sensitive: 1, dtp: 0.6,',
      '{ "dtp, dtp": 0.6,',
      'cells.cancer.signals.kappa.dtp, dtp names the state dtp twice',
    ],
    [
      'k_kill*here(cd8.active)',
      'k_kill*here(cd4.active)',
      'cells.cancer.death.killed.rate names the kind cd4, which is not known; did you mean cd8?',
    ],
    [
      'here(cd8.active)',
      'here(cd8.activ)',
      'cells.cancer.death.killed.rate names the state cd8.activ, which is not known; did you mean cd8.active?',
    ],
    ['hill(tki, EC50', 'hill(tik, EC50', 'cells.cancer.signals.E uses tik, which is not known; did you mean tki?'],
    [
      '      chemokine: { source',
      '      chemokin: { source',
      'cells.cancer.exchange.chemokin is not the name of a field; did you mean chemokine?',
    ],
    [
      '{ resistant: mu',
      '{ resistnt: mu',
      'cells.cancer.division.daughter.resistnt names the state resistnt, which cancer has not; did you mean resistant?',
    ],
    [
      '{ oxygen: -0.01',
      '{ oxigen: -0.01',
      'cells.caf.move.follow.oxigen is not the name of a field; did you mean oxygen?',
    ],
  ])('%s → %s', (from, to, message) => expectError(from, to, message));
});

describe('units', () => {
  test.each([
    ['1800 um2/s', '1800 mmHg', 'fields.oxygen.diffusion needs a unit like um2/h, given mmHg'],
    ['1800 um2/s', '1800', 'fields.oxygen.diffusion needs a unit like um2/h, given no unit'],
    [
      '1800 um2/s',
      '1800 um2/sec',
      'fields.oxygen.diffusion uses sec, which is not known; known: b_S, k_kS, k_SD, k_DS, k_on, k_off, k_dep, k_deg, k_kill, EC50, a_max, D_tki, …',
    ],
    [
      'unit: mmHg',
      'unit: torr',
      'fields.oxygen.unit has torr, which is not a unit; units are nm um mm cm s min h d pM nM uM mM M Pa kPa mmHg 1 % au',
    ],
    [
      'value: 0.026 /h',
      'value: 0.026 per h',
      'parameters.b_S.value has per h, which is not a unit; units are nm um mm cm s min h d pM nM uM mM M Pa kPa mmHg 1 % au',
    ],
    ['[0, 0.1 /h]', '[0, 0.1 nM]', 'parameters.b_S.range[1] needs a unit like /h, given nM'],
    ['[0, 0.1 /h]', '[0.03 /h, 0.1 /h]', 'parameters.b_S.value 0.026 /h is outside its range, 0.03 /h to 0.1 /h'],
    [
      'exp(-0.1*ecm)',
      'exp(-0.1*oxygen)',
      'fields.oxygen.hindrance uses oxygen, but only parameters and matrix variables can be used here',
    ],
    ['exp(-0.1*ecm)', '10 um * ecm', 'fields.oxygen.hindrance needs a number without a unit, given um'],
    ['decay: 0.05 /h', 'decay: 0.05', 'fields.tki.decay needs a unit like /h, given no unit'],
    ['decay: 0.05 /h', 'decay: -0.05 /h', 'fields.tki.decay needs to be 0 or more, given -0.05'],
    ['1800 um2/s', '-1800 um2/s', 'fields.oxygen.diffusion needs to be 0 or more, given -6480000'],
    ['half_life: 48 h', 'half_life: 0 h', 'fields.tki.half_life needs to be above 0, given 0'],
    ['saturation: 1 mmHg', 'saturation: 1 nM', 'fields.oxygen.saturation needs a unit like mmHg, given nM'],
    ['blood: 40 mmHg', 'blood: tki', 'fields.oxygen.blood uses tki, but only parameters can be used here'],
    [
      'k_dep*near(caf)*(1 - ecm)',
      'near(caf)*(1 - ecm)',
      'matrix.variables.ecm.rate mixes units: (near(caf) * (1 - ecm)) [no unit] - (k_deg * ecm) [/h]',
    ],
    ['start: 0.1,', 'start: 0.1 kPa,', 'matrix.variables.ecm.start needs a number without a unit, given mmHg'],
    [
      '0.5 kPa + 9.5 kPa',
      '0.5 + 9.5 kPa',
      'matrix.variables.stiffness.value mixes units: 0.5 [no unit] + (9.5 kPa * ecm ^ 1.8 * (0.7 + 0.3 * crosslink)) [mmHg]',
    ],
    [
      'rate: k_SD*E*(1 + chromatin)',
      'rate: E*(1 + chromatin)',
      'cells.cancer.transitions.sensitive -> dtp.rate needs a unit like /h, given no unit',
    ],
    [
      '{ sensitive: k_kS*stress }',
      '{ sensitive: stress }',
      'cells.cancer.death.drug.rate.sensitive needs a unit like /h, given no unit',
    ],
    [
      'uptake: a_max*kappa',
      'uptake: kappa',
      'cells.cancer.exchange.oxygen.uptake needs a unit like mmHg/h, given no unit',
    ],
    ['{ sink: 0.01 /h }', '{ sink: 0.01 nM/h }', 'cells.cancer.exchange.tki.sink needs a unit like /h, given nM/h'],
    [
      'source: "60 [1/h] * blood(oxygen)"',
      'source: "60 * blood(oxygen)"',
      'cells.vessel.exchange.oxygen.source needs a unit like mmHg/h, given mmHg',
    ],
    ['speed: 0.05 um/min', 'speed: 0.05 um', 'cells.caf.move.speed needs a unit like um/h, given um'],
    [
      '{ oxygen: -0.01 /mmHg }',
      '{ oxygen: -0.01 }',
      'cells.caf.move.follow.oxygen needs a unit like /mmHg, given no unit',
    ],
    ['tau: 56 h', 'tau: 56', 'cells.cancer.traits.adaptation.tau needs a unit like h, given no unit'],
    ['start: 10 um', 'start: 10', 'cells.cancer.traits.size.start needs a unit like um, given no unit'],
    ['spread: 1 um', 'spread: 1 h', 'cells.cancer.traits.size.spread needs a unit like um, given h'],
    [
      '{ resistant: mu*stress',
      '{ resistant: k_on*stress',
      'cells.cancer.division.daughter.resistant needs a number without a unit, given /h',
    ],
    [
      '0.02 /h * hill(chemokine, 0.2, 1)',
      'hill(chemokine, 0.2, 1)',
      'cells.cd8.arrival.active.rate needs a unit like /h, given no unit',
    ],
    ['every: 1 h', 'every: 1 um', 'matrix.every needs a unit like h, given um'],
    ['every: 1 h', 'every: -1 h', 'matrix.every needs to be 0 or more, given -1 h'],
  ])('%s → %s', (from, to, message) => expectError(from, to, message));
});

describe('meaning', () => {
  const traits = Array.from({ length: 12 }, (_, i) => `q${i}: { start: 0 }\n      `).join('');
  test.each([
    [
      'E: hill(tki, EC50*10^adaptation, 1.5)',
      'E: shelter*stress',
      'cells.cancer.signals.stress is defined by itself: stress -> E -> stress is a circle',
      -1,
    ],
    [
      'E: hill(tki, EC50*10^adaptation, 1.5)',
      'E: E + 1',
      'cells.cancer.signals.E is defined by itself: E -> E is a circle',
    ],
    [
      'value: 0.5 kPa + 9.5 kPa*ecm^1.8*(0.7 + 0.3*crosslink)',
      'value: 2*stiffness',
      'matrix.variables has a circle: stiffness -> stiffness',
      -1,
    ],
    [
      'traits:\n      chromatin:',
      `traits:\n      ${traits}chromatin:`,
      'cells.cancer.traits has 17 traits; a kind has at most 16',
    ],
    [
      '    saturation: 1 mmHg\n',
      '',
      'cells.cancer.exchange.oxygen.uptake needs fields.oxygen.saturation, the concentration of half its speed',
      43,
    ],
    [
      '      sensitive -> dtp:',
      '      sensitive dtp:',
      'cells.cancer.transitions.sensitive dtp needs to be called like "a -> b" or "a, b -> c"',
    ],
    [
      '      sensitive -> dtp:',
      '      sensitive -> sensitive:',
      'cells.cancer.transitions.sensitive -> sensitive leads from sensitive to itself',
    ],
    [
      '      dtp -> sensitive:',
      '      sensitive, resistant -> dtp:',
      'cells.cancer.transitions.sensitive, resistant -> dtp states the way from sensitive to dtp again',
    ],
    [
      '      sensitive -> dtp:',
      '      sensitive -> cd8.tired:',
      'cells.cancer.transitions.sensitive -> cd8.tired leads to the immune layer; a cell stays on its own, tissue',
    ],
    [
      '      sensitive -> dtp:',
      '      sensitive -> dtp, resistant:',
      'cells.cancer.transitions.sensitive -> dtp, resistant names the state dtp, resistant, which cancer has not; known: sensitive, dtp, resistant',
    ],
    [
      'leaves: dead.body',
      'leaves: cd8.tired',
      'cells.cancer.death.drug.leaves leads to the immune layer; a cell stays on its own, tissue',
    ],
    [
      'leaves: dead.body',
      'leaves: corpse',
      'cells.cancer.death.drug.leaves names the state corpse, which cancer has not; known: sensitive, dtp, resistant',
    ],
    [
      'at: vessel.open',
      'at: cd8.tired',
      'cells.cd8.arrival.active.at names cd8.tired, which is on the same layer; cells arrive by the other',
    ],
    [
      'to: "here(cd8) > 0 ? 0.2 : 0", tau: 56 h',
      'to: 0',
      'cells.cancer.traits.adaptation has to without tau, how fast',
    ],
    [
      'to: "here(cd8) > 0 ? 0.2 : 0", tau: 56 h',
      'tau: 56 h',
      'cells.cancer.traits.adaptation has tau without to, where to',
    ],
    ['tau: 56 h', 'tau: { dtp: 56 h }', 'cells.cancer.traits.adaptation.tau needs a time for every state, or else'],
    [
      'becomes: { dtp: 1',
      'rate: 1 /h, becomes: { dtp: 1',
      'cells.cancer.traits.cycled has rate and becomes; a trait changes by one of rate, to, becomes',
    ],
    ['min: -3, max: 3', 'min: 3, max: -3', 'cells.cancer.traits.adaptation.max -3 is below min, 3'],
    [
      'crosslink: { start: 0,',
      'crosslink: { value: 1, start: 0,',
      'matrix.variables.crosslink needs either a rate (it changes) or a value (it is derived)',
    ],
    [
      'kPa, value: 0.5',
      'kPa, start: 1 kPa, value: 0.5',
      'matrix.variables.stiffness.start cannot stand next to value; a derived variable has no start',
    ],
    [
      'kappa: { sensitive: 1,',
      'kappa: { sensitive: 1 h,',
      'cells.cancer.signals.kappa.dtp has another unit than the other states: no unit and h',
    ],
    [
      'E*(1 - shelter)',
      'E*(1 - shelter)/(mu - 1e-4)',
      'cells.cancer.signals.stress divides by zero: E * (1 - shelter) / (mu - 1e-4)',
    ],
    [
      'E*(1 - shelter)',
      'E*(1 - busy)',
      "cells.cancer.signals.stress uses busy, but only this kind's own signals and traits can be used here",
    ],
  ] as [string, string, string, number?][])('%s → %s', (from, to, message, lines) =>
    expectError(from, to, message, lines),
  );
});

describe('text that is not a model', () => {
  test.each([
    ['', 'model.yaml:1: needs a map of keys like "title: …", given an empty file'],
    ['[1, 2]', 'model.yaml:1: needs a map of keys like "title: …", given a list'],
    ['hello', 'model.yaml:1: needs a map of keys like "title: …", given text'],
    ['a: 1\na: 2', 'model.yaml:2: Map keys must be unique'],
    [
      'a: [1, 2',
      'model.yaml:1: Flow sequence in block collection must be sufficiently indented and end with a ]; inside { } an expression with a comma goes in quotes, and one with [unit] or ?: anywhere',
    ],
    ['a: \0', 'model.yaml: is not a text file'],
    ['\u0089PNG\u001a\n', 'model.yaml: is not a text file'],
    ['__proto__: 1', 'model.yaml:1: __proto__ cannot be a key'],
    ['{ a: 1 }: 2', 'model.yaml:1: a key must be plain text'],
    ['a: !!js/function "x"', 'model.yaml:1: Unresolved tag: tag:yaml.org,2002:js/function'],
    ['a: 1\n---\nb: 2', 'model.yaml:2: has a second document; a file holds one'],
    [
      'nidus: 1\ntitle: x\nsignals: { E: hill(x, 1, 2) }',
      'model.yaml:3: "hill(x" is cut at a comma; inside { } an expression with a comma goes in quotes, and one with [unit] or ?: anywhere',
    ],
  ])('%j', async (text, message) => {
    await expect(modelOf(text)).rejects.toThrow(new UserError(message));
  });

  test('aliases that explode are refused', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    await expect(modelOf(lines.join('\n'))).rejects.toThrow('model.yaml: is not usable YAML: Excessive alias count');
  });

  test('deep nesting is refused', async () => {
    await expect(modelOf(`a: ${'['.repeat(20000)}`)).rejects.toThrow(UserError);
  });
});

test('a model with any piece cut out, doubled or garbled is read or refused in one line', async () => {
  const cut = fc.tuple(
    fc.nat(TINY_MODEL.length),
    fc.nat(60),
    fc.constantFrom('', '%', '{', '\n', ': ', '"', '[', '-', '0', 'x'),
  );
  await fc.assert(
    fc.asyncProperty(cut, async ([at, length, put]) => {
      const text = TINY_MODEL.slice(0, at) + put + TINY_MODEL.slice(at + length);
      try {
        await modelOf(text);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as Error).message).toMatch(/^model\.yaml(:\d+)?: [^\n]+$/);
      }
    }),
    { numRuns: 150 },
  );
});
