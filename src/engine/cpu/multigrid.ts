import type { FieldProblem, FieldSolver, FieldTerms, SolveReport, SolverShape } from '../types.ts';
import { createFieldStepper } from './field-step.ts';

/**
 * Diffusion of all fields on the CPU. This comment is the algorithm; `engine/gpu/multigrid.ts` runs the same one.
 *
 * **Equation.** Cell-centred finite volumes in flux form. Per site c, four faces f, `q = D0/dx²`, `m = 1/h` (0 when steady):
 *
 *     k c − q Σ_f g_f (c_nb − c) = F,   k = λ + sink + v/(Km + max(c, 0)) + m,   F = s + m·c_old + boundary
 *
 * `g_f = 2ab/(a+b)` with a, b the hindrance factors of the two sites. Edges: *no-flux* g = 0; *periodic* wraps; *held* is
 * a wall half a site away, g = 2a, its ghost value is 0 and `q·g·held` is added to F. So ghosts are 0 at no-flux and held edges
 * of every level and only a periodic level refreshes its ghost ring (before each sweep; corners too before prolongation).
 *
 * **Levels** (`grid-levels.ts`). Each axis n → ceil(n/2) until 1×1. Cell I of a coarse axis covers 2I and 2I+1, the last of an odd
 * axis covers one; widths add up (in sites). Coarse equations are integrated over the cell: k is sink·area, F is a sum over the area.
 *
 * **Coarse faces** (`conductance.ts`). Per fine row b through the coarse face I (fine face `min(2I, n)`), resistances in series:
 *
 *     R_b = 1/g_face + w0/(w0+w1)/g_inner(I−1) + w1/(w0+w1)/g_inner(I)
 *
 * where `inner(I)` is the face between 2I and 2I+1 of widths w0, w1 (no term when the cell is alone or beyond the edge).
 * `g_coarse = Σ_b 1/R_b`; 0 where g_face = 0; 0 across a periodic axis that has shrunk to one cell. `total` = sum of a cell's four g.
 *
 * **Coarse sinks** (`assemble.ts`). With areas a_i, of the up to four children i: least = min(k_i/a_i),
 * `e_i = k_i − least·a_i`, `G_i = 2.25·q·total_i`, `k_coarse = least·Σa_i + Σ e_i·G_i/(e_i + G_i)`: a strong lone sink can take
 * no more than the lattice brings. `inverse = 1/(q·total + k)`, 0 where that is not positive.
 *
 * **Transfer** (`transfer.ts`). Residual: summed over the children. Correction: bilinear, as a product of two axes; per fine
 * cell `near` of the parent and `far = d/(distance of the coarse centres)` of the parent's neighbour on its side, d half the sibling's
 * width, near = 1 − far. A cell alone in its parent: near 1, far 0. At the edge: no-flux near 1, far 0; held
 * near = 1 − d/(parent width/2), far 0.
 *
 * **Smoother** (`smoother.ts`). Two Jacobi sweeps `u ← u + w·inverse·(F − A u)` with w = 1/(1.25 ∓ 0.75·√½), ping-pong between two buffers.
 *
 * **V(2,2) cycle** (`v-cycle.ts`). Per level: 2 sweeps (below the finest the first starts from 0: `w·inverse·F`), residual to the next
 * level, recursion, correction added, 2 sweeps. Level 1×1: `u = inverse·F`.
 *
 * **Solve** (`field-step.ts`). Warm start. Per cycle: k and inverse of all levels (once per solve where no uptake is left: v = 0
 * everywhere), first sweep, which also gives r = ‖F − A c‖₂. Stop, keeping c as before that sweep, when r ≤ tolerance·‖F‖₂; or when
 * after at least one cycle r ≤ 2⁻²²·‖D c‖₂ (what rounding of f32 values allows) and the last cycle gained less than a factor 2; or when
 * `maxCycles` are spent (not converged). ‖F‖ = 0: zero is the answer if anything removes the field.
 *
 * **Time.** Backward Euler, h = tick, then values below 0 become 0. A transient field whose terms jumped is sub-stepped
 * (`substeps.ts`) with SDIRK2, γ = 1 − √½: m = 1/(γh); solve for Y1 with c_old = y; solve for Y2 with c_old = y + (1−γ)/γ·(Y1 − y);
 * error = ‖Y2 − y − (Y1 − y)/γ‖₂ / ‖Y2‖₂. Terms stay as given during the tick.
 *
 * @param initial f32[n] per field, copied; zero where missing
 */
export function createCpuFields(shape: SolverShape, initial: readonly Float32Array[] = []): FieldSolver {
  const n = shape.width * shape.height;
  const values = shape.fields.map((_, f) => Float32Array.from(initial[f] ?? new Float32Array(n)));
  const terms: FieldTerms[] = shape.fields.map(() => ({
    source: new Float32Array(n),
    sink: new Float32Array(n),
    uptake: new Float32Array(n),
  }));
  const problems: FieldProblem[] = [...shape.fields];
  const stepper = createFieldStepper(shape);
  return {
    values,
    terms,
    setHindrance: stepper.setHindrance,
    load: (field, from) => values[field].set(from),
    setProblem: (field, problem) => {
      problems[field] = problem;
    },
    step: async (dt, jumped) =>
      problems.map(
        (problem, f): SolveReport => stepper.advance(problem, terms[f], values[f], dt, jumped[f] && !problem.steady),
      ),
    destroy: () => {},
  };
}
