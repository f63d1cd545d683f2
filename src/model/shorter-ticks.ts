/** A session done over with a finer clock. Apart from `session.ts`, whose checks the page need not fetch. */
import type { SavedSession } from './session.ts';

/** The same session in ticks of a `parts`th: to the same moment, where it comes to another state. */
export function inShorterTicks({ hash: _, ...session }: SavedSession, tick: number, parts: number): SavedSession {
  const edits = session.edits.map((entry) => ({ ...entry, tick: entry.tick * parts }));
  return { ...session, tick_h: tick / parts, tick: session.tick * parts, edits };
}
