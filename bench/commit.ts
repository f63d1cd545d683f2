declare const __NIDUS_COMMIT__: string | null | undefined;

/** The commit that this was built from, with `+` where sources were changed since; null outside of a git checkout. */
export const COMMIT: string | null = typeof __NIDUS_COMMIT__ === 'undefined' ? null : (__NIDUS_COMMIT__ ?? null);
