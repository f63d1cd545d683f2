/**
 * Sorts names so that each comes after those it uses; otherwise the order stays. `uses` gives the names that one uses,
 * unknown ones are passed over.
 * @returns the sorted names, or the circle found: first name again at its end.
 */
export function sortByUse(
  names: readonly string[],
  uses: (name: string) => Iterable<string>,
): { readonly sorted: readonly string[]; readonly circle: readonly string[] | null } {
  const known = new Set(names);
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): readonly string[] | null => {
    if (done.has(name)) return null;
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name];
    for (const other of uses(name)) {
      const circle = known.has(other) ? visit(other, [...trail, name]) : null;
      if (circle) return circle;
    }
    done.add(name);
    return null;
  };
  for (const name of names) {
    const circle = visit(name, []);
    if (circle) return { sorted: [], circle };
  }
  return { sorted: [...done], circle: null };
}
