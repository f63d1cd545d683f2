import type { LatticeShape } from '../../model/types.ts';

/** Words of `stats` (`shaders/lib/fault.wgsl`): fault bits, ~first site, counts by state id, the same held still, events. */
export const STATS = { fault: 0, first: 1, counts: 8, still: 8 + 256, events: 8 + 2 * 256, states: 256 } as const;

/** u32 in `stats` for a model of so many events. */
export function statsWords(events: number): number {
  return STATS.events + events;
}

/** What each bit of the fault word means, by name as in `shaders/lib/fault.wgsl`. */
export const FAULTS: readonly { readonly name: string; readonly bit: number; readonly sentence: string }[] = [
  { name: 'FAULT_HAZARD', bit: 1, sentence: 'a hazard of a cell is not a finite number' },
  { name: 'FAULT_TRAIT', bit: 2, sentence: 'a trait of a cell is not a finite number' },
  { name: 'FAULT_EXCHANGE', bit: 4, sentence: 'what a cell adds to or takes from a field is not a finite number' },
  { name: 'FAULT_MATRIX', bit: 8, sentence: 'a matrix variable is not a finite number' },
  { name: 'FAULT_HINDRANCE', bit: 16, sentence: 'the hindrance of a field is not a finite number' },
  { name: 'FAULT_FIELD', bit: 32, sentence: 'a field is not a number' },
  { name: 'FAULT_RESIDUAL', bit: 64, sentence: 'a field was not solved to tolerance' },
  { name: 'FAULT_MOVEMENT', bit: 128, sentence: 'the speed or the pull of a cell is not a finite number' },
];

/** One line about the faults in `stats`, null when there are none. */
export function describeFaults(stats: Uint32Array, shape: LatticeShape): string | null {
  const word = stats[STATS.fault] ?? 0;
  if (word === 0) return null;
  const first = stats[STATS.first] ?? 0;
  const site = ~first >>> 0;
  const where = first === 0 ? '' : `; first at site (${site % shape.width}, ${Math.floor(site / shape.width)})`;
  const said = FAULTS.filter(({ bit }) => (word & bit) !== 0).map(({ sentence }) => sentence);
  return `${said.join('; ')}${where}; look for a division by zero, a root or logarithm of a negative value, or a number above 3e38 in the equations`;
}
