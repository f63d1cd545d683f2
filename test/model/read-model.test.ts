import { beforeAll, describe, expect, test } from 'vitest';
import { emitJs } from '../../src/model/emit-js.ts';
import { UserError } from '../../src/model/error.ts';
import { walk } from '../../src/model/evaluate.ts';
import { readModel } from '../../src/model/read-model.ts';
import type { Expr, Kind, Model } from '../../src/model/types.ts';
import { memoryHost } from '../support/memory-host.ts';
import { modelOf, TINY_MODEL } from '../support/models.ts';

let model: Model;
let cancer: Kind;
beforeAll(async () => {
  model = await modelOf();
  cancer = model.kinds[0]!;
});

describe('the tiny model', () => {
  test('numbers its states from 1, kind by kind', () => {
    expect(model.states.map((state) => `${state.id} ${state.label} ${state.layer}`)).toEqual([
      '1 cancer.sensitive tissue',
      '2 cancer.dtp tissue',
      '3 cancer.resistant tissue',
      '4 caf.rest tissue',
      '5 caf.my tissue',
      '6 vessel.open tissue',
      '7 dead.body tissue',
      '8 cd8.active immune',
      '9 cd8.tired immune',
    ]);
    expect(model.kinds.map((kind) => kind.states)).toEqual([[1, 2, 3], [4, 5], [6], [7], [8, 9]]);
    expect(model.states[0]!.colour).toBe('#4477aa');
  });

  test('keeps parameters in base units with the unit they were written in', () => {
    const tki = model.parameters.find((parameter) => parameter.name === 'D_tki')!;
    expect(tki).toMatchObject({ value: 720000, range: [3600, 7200000], unit: { text: 'um2/s', factor: 3600 } });
  });

  test('reads fields, defaults included', () => {
    expect(model.fields[0]).toMatchObject({
      name: 'oxygen',
      diffusion: { value: 6480000 },
      steady: true,
      halfLife: null,
    });
    expect(model.fields[1]).toMatchObject({
      diffusion: { op: 'ref', name: 'D_tki' },
      steady: false,
      saturation: null,
      blood: { value: 0 },
      halfLife: { value: 48 },
    });
  });

  test('puts derived matrix variables behind the dynamic ones', () => {
    expect(model.matrix.map((variable) => variable.name)).toEqual(['ecm', 'crosslink', 'stiffness']);
    expect(model.matrixEvery).toBe(1);
    expect(model.matrix[2]).toMatchObject({ start: null, rate: null, min: -Infinity, max: Infinity });
    expect(model.matrix[0]).toMatchObject({ value: null, min: 0, max: 1 });
  });

  test('sorts signals so that each uses only earlier ones', () => {
    expect(cancer.signals.map((signal) => signal.name)).toEqual(['E', 'shelter', 'stress', 'kappa']);
    cancer.signals.forEach((signal, index) => {
      for (const tree of signal.value) {
        walk(tree!, (node) => {
          if (node.op === 'ref' && node.ref.of === 'signal') expect(node.ref.index).toBeLessThan(index);
        });
      }
    });
  });

  test('gives every state its expression, the same tree where it was written once', () => {
    const [kappa, e] = ['kappa', 'E'].map((name) => cancer.signals.find((signal) => signal.name === name)!.value);
    expect(kappa!.slice(0, 2)).toEqual([
      { op: 'number', value: 1 },
      { op: 'number', value: 0.6 },
    ]);
    expect(kappa![2]).toMatchObject({ op: 'call', name: 'max' });
    expect(e![0]).toBe(e![2]);
    expect(cancer.death[0]!.rate.map((rate) => rate === null)).toEqual([false, true, true]);
  });

  test('knows the law of each trait', () => {
    expect(cancer.traits.map((trait) => `${trait.name} ${trait.change.law}`)).toEqual([
      'chromatin rate',
      'adaptation relax',
      'size fixed',
      'label fixed',
      'cycled becomes',
    ]);
    expect(cancer.traits[1]).toMatchObject({
      min: -3,
      max: 3,
      spread: { value: 0.25 },
      change: { tau: [{ value: 56 }, {}, {}] },
    });
    expect(cancer.traits[1]!.start.map((start) => (start as { value: number }).value)).toEqual([0, 0, 2]);
    expect(cancer.traits[3]!.halves).toBe(true);
  });

  test('makes one transition per state it leads from, none where there is no rate', () => {
    expect(cancer.transitions.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [2, 1],
      [2, 3],
    ]);
    expect(cancer.death.map(({ cause, leaves }) => [cause, leaves])).toEqual([
      ['drug', 7],
      ['hypoxia', 7],
      ['killed', 0],
    ]);
    expect(cancer.division!.daughter).toMatchObject([{ to: 3 }]);
  });

  test('reads exchange, movement and arrival', () => {
    expect(cancer.exchange.map(({ field, source, sink, uptake }) => [field, !!source, !!sink, !!uptake])).toEqual([
      [0, false, false, true],
      [1, false, true, false],
      [2, true, false, false],
    ]);
    const cd8 = model.kinds[4]!;
    expect(cd8.move!.follow.map(({ field }) => field)).toEqual([2]);
    expect(cd8.move!.speed[1]).toEqual({ op: 'number', value: 60 });
    expect(cd8.arrivals).toMatchObject([{ state: 8, at: [6] }]);
  });

  test('keeps the text of every expression by path', () => {
    expect(model.texts!['cells.cancer.signals.kappa.dtp']).toBe('0.6');
    expect(model.texts!['cells.cancer.transitions.sensitive -> dtp.rate']).toBe('k_SD*E*(1 + chromatin)');
    expect(model.texts!['fields.tki.diffusion']).toBe('D_tki');
  });

  test('emits every tree', () => {
    const trees: Expr[] = [];
    const collect = (part: unknown): void => {
      if (typeof part !== 'object' || part === null) return;
      if ('op' in part) trees.push(part as Expr);
      else Object.values(part).forEach(collect);
    };
    collect(model);
    expect(trees.length).toBeGreaterThan(60);
    for (const tree of trees) expect(() => new Function('x', `return ${emitJs(tree, () => 'x')}`)).not.toThrow();
  });
});

describe('the hash', () => {
  test('is 64 hex digits, the same for the same text', async () => {
    expect(model.hash).toMatch(/^[0-9a-f]{64}$/);
    expect((await modelOf()).hash).toBe(model.hash);
  });

  test('stays when words change, differs when a number, an equation or a bound changes', async () => {
    const hash = async (from: string, to: string) => {
      expect(TINY_MODEL).toContain(from);
      return (await modelOf(TINY_MODEL.replace(from, to))).hash;
    };
    expect(await hash('title: Tiny model', 'title: Other')).toBe(model.hash);
    expect(await hash('#4477aa', '#000000')).toBe(model.hash);
    expect(await hash('k_SD*E*(1 + chromatin)', 'k_SD * E*(1+chromatin)')).toBe(model.hash);
    expect(await hash('value: 20 nM', 'value: 21 nM')).not.toBe(model.hash);
    expect(await hash('k_SD*E*(1 + chromatin)', 'k_SD*E')).not.toBe(model.hash);
    expect(await hash('min: -3, max: 3', 'min: -3')).not.toBe(model.hash);
    expect(await hash('halves: true', 'halves: false')).not.toBe(model.hash);
  });
});

test('a transition may lead to a state of another kind on the same layer', async () => {
  const text = TINY_MODEL.replace('sensitive -> dtp:', 'sensitive -> dead.body:');
  expect((await modelOf(text)).kinds[0]!.transitions[0]).toMatchObject({ from: 1, to: 7 });
});

test('a missing file is a UserError', async () => {
  await expect(readModel('none.yaml', memoryHost({}))).rejects.toThrow(UserError);
});

describe('a model that extends another', () => {
  const files = (own: string) => memoryHost({ 'own.yaml': own, 'model.yaml': TINY_MODEL });
  const text = (rest: string) => `nidus: 1\nextends: model.yaml\ntitle: Own\n${rest}`;

  test('states only its differences, new states last', async () => {
    const own = await readModel(
      'own.yaml',
      files(text('parameters: { EC50: { value: 7 nM } }\ncells: { cancer: { states: { late: {} } } }')),
    );
    const base = await modelOf();
    expect(own.title).toBe('Own');
    expect(own.parameters.find(({ name }) => name === 'EC50')).toMatchObject({ value: 7 });
    expect(own.parameters.map(({ name }) => name)).toEqual(base.parameters.map(({ name }) => name));
    const names = (model: typeof own) => model.states.filter(({ kind }) => kind === 'cancer').map(({ name }) => name);
    expect(names(own)).toEqual([...names(base), 'late']);
  });

  test('tells mistakes by the file they stand in', async () => {
    const wrong = files(text('parameters:\n  EC50: { value: 7 kPa, range: [1 nM, 2 nM] }'));
    await expect(readModel('own.yaml', wrong)).rejects.toThrow(/^own\.yaml:5: parameters\.EC50/);
  });

  test('is read anew when what it extends has changed', async () => {
    const texts = { 'own.yaml': text(''), 'model.yaml': TINY_MODEL };
    const before = await readModel('own.yaml', memoryHost(texts));
    expect(await readModel('own.yaml', memoryHost(texts))).toBe(before);
    const changed = { ...texts, 'model.yaml': TINY_MODEL.replace('value: 20 nM', 'value: 21 nM') };
    expect((await readModel('own.yaml', memoryHost(changed))).hash).not.toBe(before.hash);
  });
});
