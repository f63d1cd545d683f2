/** The parts of a tick as TypeScript computes them: fields on up to two threads, cells on one. Their checks are what must hold of the reference itself. */
import { createCpuFields } from '../src/engine/cpu/multigrid.ts';
import { fieldProblem, solverShape } from '../src/engine/fields.ts';
import type { FieldSolver, SolverShape } from '../src/engine/types.ts';
import type { Host } from '../src/host/types.ts';
import type { Scene } from '../src/model/types.ts';
import { cellTraffic } from './cell-traffic.ts';
import { countCells, groundOf, restore, type Settled, settle } from './ground.ts';
import { errorOf, type Group, type Subject } from './subject.ts';

/** Solves from where the fields begin, before anything is checked or timed. */
const SETTLING = 3;
/** How far a warm start is from its answer: about what a tick changes. */
const WARM = 0.98;

const NAMES = ['field-step', 'exchange', 'fate', 'matrix', 'divide', 'move'] as const;

/** Makes a field solver that starts from these values. */
export type SolverFactory = (shape: SolverShape, initial: readonly Float32Array[]) => FieldSolver;

/** @param onDevice makes the solver of the fields where that is not the CPU's */
export function cpuCells(host: Host, scene: Scene, onDevice: SolverFactory | null = null): Group {
  return {
    names: NAMES,
    async *open(side, isWanted) {
      if (!NAMES.some(isWanted)) return;
      const made = casesOf(settle(await groundOf(scene, host, side)), host, onDevice);
      for (const name of NAMES) {
        if (!isWanted(name)) continue;
        const subject = made[name]();
        yield subject;
        subject.close?.();
      }
    },
  };
}

type Closable = Subject & { readonly close?: () => void };

function casesOf(
  settled: Settled,
  host: Host,
  onDevice: SolverFactory | null,
): Readonly<Record<(typeof NAMES)[number], () => Closable>> {
  const { cells, state, scene, shape, terms, now } = settled;
  const { width, height } = shape;
  const traffic = cellTraffic(settled);
  const dt = scene.tick;
  const first = structuredClone({ tissue: state.tissue, immune: state.immune, matrix: state.matrix });
  const back = (): void => restore(state, first);
  const base = (name: string, bytesPerSite: number) => ({
    name,
    width,
    height,
    bytesPerSite,
    cells: countCells(first),
    timer: () => 'wall' as const,
  });
  /** The same twice from the same state. */
  const repeatable = (act: () => void, look: () => ArrayLike<number>[]) => ({
    against: 'itself, again',
    tolerance: 0,
    async error() {
      const [one, two] = [1, 2].map(() => {
        back();
        act();
        return look().map((array) => Array.from(array));
      });
      back();
      return Math.max(...one!.map((array, k) => errorOf(array, two![k]!)));
    },
  });

  return {
    'field-step': () => fieldStep(settled, base('field-step', traffic['field-step']), host, onDevice),
    exchange: () => ({
      ...base('exchange', traffic.exchange),
      run: async (repeats) => timed(repeats, cells.exchange),
      check: repeatable(cells.exchange, () => terms.flatMap(({ source, sink, uptake }) => [source, sink, uptake])),
    }),
    fate: () => ({
      ...base('fate', traffic.fate),
      run: async (repeats) => timed(repeats, cells.fate, back),
      check: repeatable(cells.fate, () => [state.tissue.state, state.immune.state, state.tissue.traits]),
    }),
    matrix: () => ({
      ...base('matrix', traffic.matrix),
      run: async (repeats) => timed(repeats, () => cells.matrix(dt), back),
      check: repeatable(
        () => cells.matrix(dt),
        () => [...state.matrix],
      ),
    }),
    divide: () => {
      back();
      cells.fate();
      const asked = structuredClone({ tissue: state.tissue, immune: state.immune, matrix: state.matrix });
      const requests = structuredClone(cells.requests);
      const ready = (): void => {
        restore(state, asked);
        for (const layer of ['tissue', 'immune'] as const) cells.requests[layer].set(requests[layer]);
      };
      return {
        ...base('divide', traffic.divide),
        run: async (repeats) => timed(repeats, () => cells.divide(now.tick), ready),
        check: {
          against: 'cells and lineages kept',
          tolerance: 0,
          async error() {
            ready();
            const mothers = [...requests.tissue, ...requests.immune].reduce((sum, asks) => sum + asks, 0);
            const before = countCells(state);
            const lineages = new Set([...state.tissue.barcode, ...state.immune.barcode]);
            cells.divide(now.tick);
            const born = countCells(state) - before;
            const known = [...state.tissue.barcode, ...state.immune.barcode].every((barcode) => lineages.has(barcode));
            return known && born >= 0 && born <= mothers ? 0 : 1;
          },
        },
      };
    },
    move: () => {
      back();
      const one = { tissue: 0, immune: 0 };
      let tick = now.tick;
      const moved = (): void => cells.move(tick++, dt);
      return {
        ...base('move', traffic.move),
        run: async (repeats) => timed(repeats, moved),
        check: {
          against: 'cells and lineages kept',
          tolerance: 0,
          async error() {
            back();
            const sorted = (layer: keyof typeof one) => state[layer].barcode.slice().sort();
            const before = [sorted('tissue'), sorted('immune')];
            moved();
            const after = [sorted('tissue'), sorted('immune')];
            return Math.max(...before.map((barcodes, k) => errorOf(after[k]!, barcodes)));
          },
        },
      };
    },
  };
}

/** Milliseconds of so many calls, without what makes ready for each. */
function timed(repeats: number, act: () => void, ready: (() => void) | null = null): number {
  let ms = 0;
  for (let r = 0; r < repeats; r++) {
    ready?.();
    const start = performance.now();
    act();
    ms += performance.now() - start;
  }
  return ms;
}

/** All fields of the scene through one tick, from close to where they end: a warm start, as in a run. */
function fieldStep(
  settled: Settled,
  base: Omit<Subject, 'run' | 'check'>,
  { startThread }: Host,
  onDevice: SolverFactory | null,
): Closable {
  const { scene, shape, groups, cells, state, terms, blood } = settled;
  const { parameters, model, tick: dt } = scene;
  const problems = model.fields.map((_, f) => fieldProblem(scene, shape, groups, f, parameters, blood[f]!));
  const none = problems.map(() => false);
  const factor = new Float32Array(shape.width * shape.height);
  cells.exchange();
  const prepare = (solver: FieldSolver): FieldSolver => {
    terms.forEach(({ source, sink, uptake }, f) => {
      solver.terms[f]!.source.set(source);
      solver.terms[f]!.sink.set(sink);
      solver.terms[f]!.uptake.set(uptake);
    });
    groups.expressions.forEach((_, g) => {
      cells.hindrance(g, factor);
      solver.setHindrance(g + 1, factor);
    });
    return solver;
  };
  const solving = solverShape(shape, groups, problems);
  const make = onDevice ?? ((shape, initial) => createCpuFields(shape, initial, startThread));
  const solver = prepare(make(solving, state.fields));
  const guess = state.fields.map((values) => values.slice());
  let isSettled = false;
  const settleFields = async (): Promise<void> => {
    for (let k = 0; k < SETTLING && !isSettled; k++) await solver.step(dt, none);
    isSettled = true;
    guess.forEach((values, f) => {
      values.set(solver.values[f]!.map((value) => WARM * value));
    });
    restart();
  };
  const restart = (): void =>
    guess.forEach((values, f) => {
      solver.load(f, values);
    });

  async function error(): Promise<number> {
    await settleFields();
    const reports = await solver.step(dt, none);
    if (onDevice === null) return Math.max(...reports.map(({ residual }) => residual));
    const reference = prepare(createCpuFields(solving, guess));
    await reference.step(dt, none);
    return Math.max(...solver.values.map((values, f) => errorOf(values, reference.values[f]!)));
  }

  return {
    ...base,
    async run(repeats) {
      let ms = 0;
      for (let r = 0; r < repeats; r++) {
        restart();
        const start = performance.now();
        await solver.step(dt, none);
        ms += performance.now() - start;
      }
      return ms;
    },
    check:
      onDevice === null
        ? { against: 'its own equations (residual)', tolerance: 1e-4, error }
        : { against: 'CPU, both within their tolerance', tolerance: 2e-3, error },
    close: () => solver.destroy(),
  };
}
