/** Cell rules that a user of the library writes in TypeScript, run after the model's own fate. */
import { suggest, UserError } from '../../model/error.ts';
import type { LatticeShape, LayerName, Model } from '../../model/types.ts';
import type { Moment } from '../lattice.ts';
import { draw, PURPOSE, words } from '../random.ts';
import { kindOfStates } from '../state.ts';
import type { CellRule, LatticeState, RuleCell } from '../types.ts';
import type { Cells } from './cells.ts';

interface RuleBinding {
  readonly model: Model;
  readonly shape: LatticeShape;
  readonly seed: number;
  readonly state: LatticeState;
  readonly cells: Cells;
}

/** @returns calls the rule for each cell: tissue, then immune, row by row. Each sees what those before it have done. */
export function applyRule(rule: CellRule, { model, shape, seed, state, cells }: RuleBinding): (now: Moment) => void {
  const n = shape.width * shape.height;
  const kindOf = kindOfStates(model);
  let layer: LayerName = 'tissue';
  let site = 0;
  let draws = 0;
  let tick = 0;

  const own = () => state[layer];
  const id = () => own().state[site];
  const kind = () => model.kinds[kindOf[id()]];
  const slotOf = (name: string): number => {
    const slot = kind().traits.findIndex((t) => t.name === name);
    return slot >= 0 ? slot * n + site : unknown('trait', name, kind().traits);
  };
  const indexOf = (what: string, name: string, list: readonly { readonly name: string }[]): number => {
    const index = list.findIndex((item) => item.name === name);
    return index >= 0 ? index : unknown(what, name, list);
  };

  const cell: RuleCell = {
    get layer() {
      return layer;
    },
    get x() {
      return site % shape.width;
    },
    get y() {
      return Math.floor(site / shape.width);
    },
    get kind() {
      return kind().name;
    },
    get state() {
      return model.states[id() - 1].name;
    },
    get barcode() {
      return own().barcode[site];
    },
    get divisions() {
      return own().divisions[site];
    },
    get ticksInState() {
      return tick - own().since[site];
    },
    trait: (name) => own().traits[slotOf(name)],
    setTrait(name, value) {
      own().traits[slotOf(name)] = value;
    },
    field: (name) => state.fields[indexOf('field', name, model.fields)][site],
    matrix: (name) => state.matrix[indexOf('matrix variable', name, model.matrix)][site],
    random() {
      draw(site, tick, PURPOSE.rule + (layer === 'tissue' ? 0 : 0x8000) + draws++, seed);
      return words[0] * 2 ** -32;
    },
    become(label) {
      const to = model.states.find(
        (s) => s.layer === layer && (s.label === label || (s.kind === kind().name && s.name === label)),
      );
      if (!to)
        unknown(
          'state',
          label,
          model.states.filter((s) => s.layer === layer).map((s) => ({ name: s.label })),
        );
      else cells.become(layer, site, to.id, tick);
    },
    vanish: () => cells.become(layer, site, 0, tick),
    divide() {
      cells.requests[layer][site] = 1;
    },
  };

  return (now) => {
    tick = now.tick;
    for (layer of ['tissue', 'immune'] as const) {
      const { state: ids } = state[layer];
      for (site = 0; site < n; site++) {
        draws = 0;
        if (ids[site] !== 0) rule(cell, now);
      }
    }
  };
}

function unknown(what: string, name: string, known: readonly { readonly name: string }[]): never {
  const names = known.map((item) => item.name);
  throw new UserError(`cell rule: ${what} ${name} is not known${suggest(name, names)}`);
}
