import type { Host } from '../../host/types.ts';
import type { FieldSolver, SolveReport, SolverShape } from '../types.ts';
import { isEqual } from './field-math.ts';
import { allocateFields, type FieldTask, type SolvedField, solveShare } from './field-share.ts';
import { createFieldStepper } from './field-step.ts';
import type { OpenMessage, ShareMessage } from './field-thread.ts';
import script from './field-thread.ts?thread';

/** Smaller lattices solve their fields before a second thread has started. */
const SITES_FOR_A_THREAD = 128 * 128;

/**
 * Diffusion of all fields on the CPU. This comment is the algorithm; `engine/gpu/multigrid.ts` runs the same one.
 *
 * **Equation.** Cell-centred finite volumes in flux form. Per site c, four faces f, `q = D0/dx²`, `m = 1/h` (0 when steady):
 *
 *     (λ + sink + m) c + v c/(Km + c) − q Σ_f g_f (c_nb − c) = F,   F = s + m·c_old + boundary
 *
 * `g_f = 2ab/(a+b)` with a, b the hindrance factors of the two sites. Edges: *no-flux* g = 0; *periodic* wraps; *held* is
 * a wall half a site away, g = 2a, its ghost value is 0 and `q·g·held` is added to F. So ghosts are 0 at no-flux and held edges
 * of every level and only a periodic level refreshes its ghost ring (before each sweep; corners too before prolongation).
 *
 * **Linearisation** (`assemble.ts`), Newton's, at c = max(u, 0), before every cycle of a field that has uptake anywhere:
 * `k = λ + sink + m + v·Km/(Km+c)²`, `f = F − v·(c/(Km+c))²`, `inverse = 1/(q·total + k)` (0 where that is not positive), `total` the sum
 * of the four g. So `f − A u` is the residual of the nonlinear equation.
 *
 * **Levels** (`grid-levels.ts`). Each axis n → ceil(n/2) until 1×1. Cell I of a coarse axis covers 2I and 2I+1, the last of an odd
 * axis covers one; widths add up (in sites). Coarse equations are integrated over the cell: k is sink·area, f is a sum over the area.
 *
 * **Coarse faces** (`conductance.ts`). Three resistances in series, each summed over the (one or two) fine rows b through coarse face I
 * (fine face `min(2I, n)`):
 *
 *     1/g_coarse = [w0/(w0+w1)] / Σ_b g_inner(I−1) + 1/Σ_b g_face + [w1/(w0+w1)] / Σ_b g_inner(I)
 *
 * where `inner(I)` is the face between 2I and 2I+1 of widths w0, w1 (no term when the cell is alone in its parent or beyond the edge).
 * g_coarse = 0 where Σ g_face = 0, and across a periodic axis that has shrunk to one cell.
 *
 * **Coarse sinks** (`assemble.ts`). With areas a_i, of the up to four children i: least = min(k_i/a_i),
 * `e_i = k_i − least·a_i`, `G_i = 3·q·total_i`, `k_coarse = least·Σa_i + Σ e_i·G_i/(e_i + G_i)`: a strong lone sink can take
 * no more than the lattice brings.
 *
 * **Transfer** (`transfer.ts`). Residual: summed over the children. Correction: per axis a cell takes the share `far` of its
 * parent's neighbour on its side and 1 − far of its parent, the product of both axes (fine cell's own farX and farY, four coarse values):
 *
 *     far = own/(own + 1/g + other) = own·g/(1 + (own + other)·g)
 *
 * with g the fine face between the parent and that neighbour in the cell's own row, own and other the resistances in that row from the
 * face's two fine cells to the centres of their coarse cells: (sibling's width)/(w0+w1)/g_inner, 0 when alone. Uniform: 1/4; at a
 * held edge other = 0 and the ghost correction is 0; at a no-flux edge g = 0.
 *
 * **Smoother** (`smoother.ts`). Two Jacobi sweeps `u ← u + w·inverse·(f − A u)`, ping-pong between two buffers, with
 * `w = w₀ + (1 − w₀)·k·inverse`, `w₀ = 1/(1.25 ∓ 0.75·√½)`: 1 where the sink is all of the diagonal. (w₀ itself there would leave a
 * 35th of each correction, times a sink that may be a thousand times q: more than the correction was for, and solves diverge.)
 *
 * **V(2,2) cycle** (`v-cycle.ts`). Per level: 2 sweeps (below the finest the first starts from 0: `w·inverse·f`), residual to the next
 * level, recursion, correction added, 2 sweeps. Level 1×1: `u = inverse·f`.
 *
 * **Solve** (`field-step.ts`). Warm start. Per cycle: linearise (once per solve where v = 0 everywhere), coarse sinks likewise, first
 * sweep, which also gives r = ‖D⁻¹(f − A c)‖₂, D the diagonal, and S = ‖D⁻¹F‖₂ (scaled, so that a few sites with a strong sink do
 * not hide the rest; `SolveReport.residual` is r/S). Stop, keeping c as before that sweep, when r ≤ tolerance·S; or when after at
 * least one cycle r ≤ 2⁻²³·‖c‖₂ (what rounding of f32 values allows) and the last cycle gained less than a factor 2; or when `maxCycles`
 * are spent (not converged). S = 0: zero is the answer if anything removes the field, else r is measured against ‖c‖₂.
 * Should r after the second cycle or later exceed twice the least so far, the corrections of that operator are halved (`damping`)
 * for the rest of the solve: sharp diagonal edges of more than 30-fold hindrance can ask for that.
 *
 * **Time.** Backward Euler, h = tick, then values below 0 become 0. A transient field whose terms jumped is sub-stepped
 * (`substeps.ts`) with SDIRK2, γ = 1 − √½: m = 1/(γh); solve for Y1 with c_old = y; solve for Y2 with c_old = y + (1−γ)/γ·(Y1 − y);
 * error = ‖Y2 − y − (Y1 − y)/γ‖₂ / ‖Y2‖₂. Terms stay as given during the tick.
 *
 * **Speed.** The three passes that take most of a cycle run in WebAssembly (`kernels.ts`), bit for bit what `smoother.ts` and
 * `transfer.ts` say in TypeScript; only the order in which the squares of a norm are summed differs.
 *
 * **Threads.** Fields do not see each other within a tick, so a second thread takes them in turns with this one where the host
 * starts one and the lattice is worth it. The values are the same bytes whoever solves what.
 *
 * @param initial f32[n] per field, copied; zero where missing
 * @param startThread the host's; solves on one thread without it
 */
export function createCpuFields(
  shape: SolverShape,
  initial: readonly Float32Array[] = [],
  startThread?: Host['startThread'],
): FieldSolver {
  const worthIt = shape.fields.length > 1 && shape.width * shape.height >= SITES_FOR_A_THREAD;
  const thread = (worthIt && script !== undefined && startThread?.(script)) || null;
  const arrays = allocateFields(shape, initial, thread !== null);
  const { values, terms, factors } = arrays;
  const stepper = createFieldStepper(shape, factors);
  const problems = [...shape.fields];
  const reports = new Array<SolveReport>(problems.length);
  const stale = new Set<number>();
  thread?.post({ shape, arrays } satisfies OpenMessage);

  /** Dearest first, so that both threads end at about the same time. */
  const order = (jumped: readonly boolean[]): number[] => {
    const cost = problems.map(({ steady }, f) => (jumped[f] && !steady ? Number.MAX_VALUE : (reports[f]?.cycles ?? 0)));
    return problems.map((_, f) => f).sort((a, b) => cost[b] - cost[a]);
  };

  return {
    values,
    terms,
    setHindrance(group, factor) {
      if (isEqual(factors[group], factor)) return;
      factors[group].set(factor);
      stepper.markStale(group);
      stale.add(group);
    },
    load: (field, from) => values[field].set(from),
    setProblem: (field, problem) => {
      problems[field] = problem;
    },
    async step(dt, jumped) {
      const task: FieldTask = { dt, problems, jumped, order: order(jumped) };
      arrays.next[0] = 0;
      const theirs = thread?.ask({ task, stale: [...stale] } satisfies ShareMessage) as
        | Promise<SolvedField[]>
        | undefined;
      stale.clear();
      const ours = solveShare(stepper, arrays, task);
      for (const [f, report] of [...ours, ...((await theirs) ?? [])]) reports[f] = report;
      return [...reports];
    },
    destroy: () => thread?.stop(),
  };
}
