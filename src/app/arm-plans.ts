/** What an arm of a comparison can do other than the session. */
import type { Edit, SavedSession } from '../model/session.ts';
import type { DoseInfo, DoseLine } from './protocol.ts';
import { rawSchedule } from './schedule.ts';

export type ArmPlan = 'planned' | 'none' | 'continuous' | 'intermittent' | 'double' | 'adaptive';

export const ARM_PLANS: readonly { readonly plan: ArmPlan; readonly name: string }[] = [
  { plan: 'planned', name: 'As planned' },
  { plan: 'continuous', name: 'Continuous from now' },
  { plan: 'intermittent', name: '7 d on, 7 d off' },
  { plan: 'adaptive', name: 'Adaptive: off below 50 %, on above 100 %' },
  { plan: 'double', name: 'Twice the dose from now' },
  { plan: 'none', name: 'No treatment from now' },
];

/** The session up to its moment; an arm that goes on as planned keeps what is ahead. */
export function armEdits(plan: ArmPlan, lanes: readonly DoseInfo[], now: number, kind: string): readonly Edit[] {
  if (plan === 'planned') return [];
  const doses = lanes.flatMap((lane) => rawSchedule([lane], lane, linesOf(plan, lane, now)));
  const dosing: Edit = { what: 'dosing', doses };
  if (plan !== 'adaptive') return [dosing];
  const rules = lanes
    .filter(({ of, given }) => of === 'field' && given)
    .flatMap(({ name: field }) => [
      { field, of: [kind], is: 'below' as const, share: 0.5, than: 'set' as const, do: 'stop' as const },
      { field, of: [kind], is: 'above' as const, share: 1, than: 'set' as const, do: 'give' as const },
    ]);
  return [dosing, { what: 'rules', rules }];
}

function linesOf(plan: ArmPlan, lane: DoseInfo, now: number): readonly DoseLine[] {
  if (plan === 'none') return [];
  if (plan === 'double') return lane.lines.map((line) => ({ ...line, amount: 2 * line.amount }));
  const last = lane.lines.at(-1);
  if (last === undefined) return [];
  const cycle = plan === 'intermittent' ? { on: 168, off: 168 } : null;
  return [{ ...last, from: now, until: null, cycle, washout: false }];
}

/** The session as every arm starts: with nothing ahead of its moment. */
export function forkOf(session: SavedSession): SavedSession {
  return { ...session, edits: session.edits.filter(({ tick }) => tick <= session.tick) };
}
