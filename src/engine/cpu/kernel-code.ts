/**
 * The passes of `smoother.ts` and `transfer.ts` in WebAssembly, two sites of a row at a time: the same operations on f64 in the
 * same order, so the same bytes. Arrays are given by their addresses, f32; `row` is the length of a padded row; both in bytes.
 */
import {
  add,
  addNumbers,
  and,
  assemble,
  type Code,
  constant,
  FunctionWriter,
  type Local,
  lane,
  less,
  loadBoth,
  loadNumber,
  loadPair,
  minus,
  mul,
  NUMBER_ONE,
  outer,
  plus,
  repeat,
  shiftLeft,
  splat,
  storeFirst,
  storeNumber,
  storePair,
  sub,
  subNumbers,
  when,
} from './assembler.ts';

const BYTES = constant(4);
const PAIR = constant(8);
const ONE = constant(1);

/** A walk over the cells of a padded level. */
interface Walk {
  readonly width: Local;
  readonly height: Local;
  readonly row: Local;
  /** Byte offset of the first cell of a pair. */
  readonly at: Local;
  /** What to do at a pair; `last`: only its first cell is there. */
  pair(last: boolean): readonly Code[];
  /** To move on by a pair, besides `at`. */
  readonly advance?: Code;
  readonly beforeRow?: readonly Code[];
  readonly afterRow?: readonly Code[];
}

function walk(writer: FunctionWriter, { width, height, row, at, pair, ...walk }: Walk): Code {
  const { advance = [], beforeRow = [], afterRow = [] } = walk;
  const [start, end] = writer.locals('i32', 2);
  const more = less(at.get, end.get);
  return [
    ...start.set(plus(row.get, BYTES)),
    ...repeat(
      [
        at.set(start.get),
        end.set(plus(at.get, shiftLeft(and(width.get, constant(-2)), constant(2)))),
        ...beforeRow,
        when(more, [repeat([...pair(false), at.set(plus(at.get, PAIR)), advance], more)]),
        when(and(width.get, ONE), pair(true)),
        ...afterRow,
        start.set(plus(start.get, row.get)),
        height.set(minus(height.get, ONE)),
      ],
      height.get,
    ),
  ];
}

/** Where the equation of a level is. */
interface Equation {
  readonly west: Local;
  readonly north: Local;
  readonly f: Local;
  readonly k: Local;
  readonly scale: Local;
}

/** `f − k u + scale·Σ g (u_nb − u)` of the pair at `at`; `here` holds its u. */
function residual({ west, north, f, k, scale }: Equation, u: Local, here: Local, at: Code, row: Code): Code {
  const pair = (array: Local, place = at): Code => loadPair(plus(array.get, place));
  const flux = (face: Code, neighbour: Code): Code => mul(face, sub(pair(u, neighbour), here.get));
  const [left, right, above, below] = [minus(at, BYTES), plus(at, BYTES), minus(at, row), plus(at, row)];
  const horizontal = add(flux(pair(west), left), flux(pair(west, right), right));
  const fluxes = add(add(horizontal, flux(pair(north), above)), flux(pair(north, below), below));
  return add(sub(pair(f), mul(pair(k), here.get)), mul(splat(scale.get), fluxes));
}

/** `smooth` of `smoother.ts`. */
function writeSmooth(): FunctionWriter {
  const writer = new FunctionWriter('smooth', [...Array<'i32'>(10).fill('i32'), 'f64', 'f64'], 'f64');
  const [west, north, f, k, inverse, from, to, width, height, row, scale, weight] = writer.arguments;
  const [at] = writer.locals('i32', 1);
  const [here, over, update, total, own, rest] = writer.locals('v128', 6);
  const pair = (last: boolean): Code[] => [
    here.set(loadPair(plus(from.get, at.get))),
    over.set(loadPair(plus(inverse.get, at.get))),
    update.set(mul(over.get, residual({ west, north, f, k, scale }, from, here, at.get, row.get))),
    (last ? storeFirst : storePair)(
      plus(to.get, at.get),
      add(here.get, mul(add(own.get, mul(rest.get, mul(loadPair(plus(k.get, at.get)), over.get))), update.get)),
    ),
    // Beyond the last cell there is a ghost, whose inverse is 0.
    total.set(add(total.get, mul(update.get, update.get))),
  ];
  writer.write(
    own.set(splat(weight.get)),
    rest.set(splat(subNumbers(NUMBER_ONE, weight.get))),
    walk(writer, { width, height, row, at, pair }),
    addNumbers(lane(total.get, 0), lane(total.get, 1)),
  );
  return writer;
}

/** `residualRestrict` of `transfer.ts`. */
function writeRestrict(): FunctionWriter {
  const writer = new FunctionWriter('restrict', [...Array<'i32'>(10).fill('i32'), 'f64'], null);
  const [west, north, f, k, u, to, width, height, row, coarseRow, scale] = writer.arguments;
  const [at, parent, parents, odd] = writer.locals('i32', 4);
  const [here, rest] = writer.locals('v128', 2);
  const pair = (last: boolean): Code[] => {
    const sum = last ? lane(rest.get, 0) : addNumbers(lane(rest.get, 0), lane(rest.get, 1));
    return [
      here.set(loadPair(plus(u.get, at.get))),
      rest.set(residual({ west, north, f, k, scale }, u, here, at.get, row.get)),
      when(odd.get, [storeNumber(parent.get, addNumbers(loadNumber(parent.get), sum))], [storeNumber(parent.get, sum)]),
    ];
  };
  writer.write(
    parents.set(plus(plus(to.get, coarseRow.get), BYTES)),
    walk(writer, {
      width,
      height,
      row,
      at,
      pair,
      advance: parent.set(plus(parent.get, BYTES)),
      beforeRow: [parent.set(parents.get)],
      afterRow: [when(odd.get, [parents.set(plus(parents.get, coarseRow.get))]), odd.set(minus(ONE, odd.get))],
    }),
  );
  return writer;
}

/** `prolongCorrect` of `transfer.ts`. */
function writeProlong(): FunctionWriter {
  const writer = new FunctionWriter('prolong', [...Array<'i32'>(8).fill('i32'), 'f64'], null);
  const [farX, farY, u, correction, width, height, row, coarseRow, damping] = writer.arguments;
  const [at, near, far, parents, odd] = writer.locals('i32', 5);
  const [nearValue, farValue] = writer.locals('v128', 2);
  /** Interpolated along x in the coarse row of `parent`. */
  const along = (parent: Local): Code => {
    const own = loadBoth(parent.get);
    const beside = outer(loadPair(minus(parent.get, BYTES)), loadPair(parent.get));
    return add(own, mul(loadPair(plus(farX.get, at.get)), sub(beside, own)));
  };
  const pair = (last: boolean): Code[] => {
    const place = plus(u.get, at.get);
    const value = add(nearValue.get, mul(loadPair(plus(farY.get, at.get)), sub(farValue.get, nearValue.get)));
    return [
      nearValue.set(along(near)),
      farValue.set(along(far)),
      (last ? storeFirst : storePair)(place, add(loadPair(place), mul(splat(damping.get), value))),
    ];
  };
  writer.write(
    parents.set(plus(plus(correction.get, coarseRow.get), BYTES)),
    walk(writer, {
      width,
      height,
      row,
      at,
      pair,
      advance: [...near.set(plus(near.get, BYTES)), ...far.set(plus(far.get, BYTES))],
      beforeRow: [
        near.set(parents.get),
        when(
          odd.get,
          [far.set(plus(near.get, coarseRow.get)), parents.set(far.get)],
          [far.set(minus(near.get, coarseRow.get))],
        ),
      ],
      afterRow: [odd.set(minus(ONE, odd.get))],
    }),
  );
  return writer;
}

/** The bytes of a module that exports `smooth`, `restrict` and `prolong`. */
export function kernelModule(): Uint8Array<ArrayBuffer> {
  return assemble([writeSmooth(), writeRestrict(), writeProlong()]);
}
