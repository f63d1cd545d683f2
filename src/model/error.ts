/** A mistake in what the user gave: one line for them, never a stack trace. Exit code 2 on the command line. */
export class UserError extends Error {
  override readonly name = 'UserError';

  /** What the user gave may stand in `message`, so line breaks in it are taken out. */
  constructor(message: string) {
    super(message.replace(/\s*[\r\n\u2028\u2029]\s*/g, ' '));
  }
}

/** Something that failed while running, told in one line. Exit code 1 on the command line. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

/** The known name nearest to `given` by edit distance, as a hint `; did you mean x?`, or the list of known names. */
export function suggest(given: string, known: readonly string[]): string {
  let best = '';
  let bestDistance = Infinity;
  for (const name of known) {
    const d = editDistance(given.toLowerCase(), name.toLowerCase());
    if (d < bestDistance) {
      best = name;
      bestDistance = d;
    }
  }
  if (bestDistance <= Math.max(2, Math.floor(given.length / 3))) return `; did you mean ${best}?`;
  if (known.length === 0) return '';
  const shown = known.slice(0, 12).join(', ');
  return `; known: ${shown}${known.length > 12 ? ', …' : ''}`;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
