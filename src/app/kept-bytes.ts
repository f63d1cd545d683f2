/** Bytes that kept moments may take in all. */
export const KEPT_BYTES = 256 * 2 ** 20;
