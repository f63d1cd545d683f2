/** The least that the parts of a tick have to move per site, from the rules of the model as they are compiled. */
import { writeCellSource } from '../src/engine/gpu/cell-source.ts';
import type { Kind } from '../src/model/types.ts';
import type { Settled } from './ground.ts';
import { countPlanes, planesIn } from './traffic.ts';

/** Bytes per site, by part; as if every site held a cell whose rules name everything that any rule names. */
export type CellTraffic = Readonly<
  Record<'exchange' | 'fate' | 'matrix' | 'hindrance' | 'field-step' | 'divide' | 'move', number>
>;

const TERMS = ['sources', 'sinks', 'uptakes'];

/** Every plane that the generated text of a part names, once; planes that it changes, twice. */
export function cellTraffic({ scene, shape, groups }: Settled): CellTraffic {
  const { model } = scene;
  const slots = model.fields.map((_, f) => f);
  const factorGroups = [0, ...groups.expressions.map((_, g) => g + 1)];
  const source = writeCellSource({ model, shape, hindrance: groups.expressions, slots, factorGroups });
  const exchange = planesIn(source.exchange);
  const matrix = planesIn(source.matrix);
  const hindrance = planesIn(source.hindrance);
  const fate = [source.fate.tissue, source.fate.immune].map(planesIn);
  const states = 2;
  const fatePlanes = new Set(
    fate.flatMap((planes) => [...planes].flatMap(([array, indices]) => [...indices].map((k) => `${array} ${k}`))),
  );
  const changed = (['tissue', 'immune'] as const).reduce((sum, layer) => {
    const written = [...source.fate[layer].matchAll(new RegExp(`cells_${layer}\\[plane\\((\\d+)u, i\\)\\] =`, 'g'))];
    return sum + new Set(written.map(([, plane]) => plane)).size;
  }, 0);
  const fields = model.fields.length;
  const layersOf = (kinds: readonly Kind[]): number => new Set(kinds.map(({ layer }) => layer)).size;
  return {
    exchange: 4 * (countPlanes(exchange) + missing(exchange, states)),
    fate: 4 * (fatePlanes.size + changed + 2 * states),
    matrix: 4 * (countPlanes(matrix) + model.matrix.length),
    hindrance: 4 * countPlanes(hindrance),
    // Who is there and who asks; who is there: of layers where that can happen. Few cells are placed or moved.
    divide: 4 * 2 * layersOf(model.kinds.filter(({ division }) => division !== null)),
    move: 4 * layersOf(model.kinds.filter(({ move }) => move !== null)),
    'field-step': 4 * (fields * (2 + TERMS.length) + factorGroups.length),
  };
}

/** State planes are read by the frame even where no rule names them. */
function missing(planes: ReturnType<typeof planesIn>, states: number): number {
  const named = ['cells_tissue', 'cells_immune'].filter((array) => planes.get(array)?.has(0) === true);
  return states - named.length;
}
