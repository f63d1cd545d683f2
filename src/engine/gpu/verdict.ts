/** What the fault word and the residuals of a tick mean: a run that must stop, or a warning. */
import { RunError } from '../../model/error.ts';
import type { LatticeSpec } from '../lattice.ts';
import type { SolveReport } from '../types.ts';
import { describeFaults, FAULTS, STATS } from './faults.ts';

export interface Verdict {
  /** Looks at the faults that cells noted. @param stats u32 of `faults.ts` */
  ofCells(tick: number, stats: Uint32Array): void;
  /** Looks at what the solver achieved, by field. */
  ofFields(tick: number, solved: readonly Pick<SolveReport, 'residual' | 'converged'>[]): void;
  /** @throws RunError once a tick had a fault that no run survives */
  check(): void;
}

/** Noted by the solver; told by the name of the field, from its residual. */
const OF_FIELDS = FAULTS.filter(({ name }) => name === 'FAULT_FIELD' || name === 'FAULT_RESIDUAL').reduce(
  (mask, { bit }) => mask | bit,
  0,
);

export function createVerdict({ scene, shape, problems, listener }: LatticeSpec): Verdict {
  let failure: RunError | null = null;
  const fail = (tick: number, text: string): void => {
    failure ??= new RunError(`tick ${tick}, t = ${tick * scene.tick} h: ${text}`);
  };
  return {
    ofCells(tick, stats) {
      const cells = stats.slice();
      cells[STATS.fault]! &= ~OF_FIELDS;
      const said = describeFaults(cells, shape);
      if (said !== null) fail(tick, said);
    },
    ofFields(tick, solved) {
      solved.forEach(({ residual, converged }, f) => {
        const { name } = problems[f]!;
        if (Number.isNaN(residual)) fail(tick, `${name} is not a number; look at the equations of its exchange`);
        else if (!converged) {
          listener.warn(
            `solver ${name}`,
            `${name} was not solved to tolerance at t = ${tick * scene.tick} h: residual ${residual.toExponential(1)}`,
          );
        }
      });
    },
    check() {
      if (failure !== null) throw failure;
    },
  };
}
