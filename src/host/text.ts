/** What both hosts refuse in a text file, in one place so that they say it in the same words. */
import { UserError } from '../model/error.ts';

/** Largest text read, in bytes: JavaScript strings end a little above this. */
export const MAX_TEXT_BYTES = 512e6;

/** @throws UserError when `bytes` is more than can be read as one text. */
export function checkTextSize(path: string, bytes: number): void {
  if (bytes <= MAX_TEXT_BYTES) return;
  const size = Math.ceil(bytes / 1e6);
  throw new UserError(
    `${path} has ${size} MB; at most ${MAX_TEXT_BYTES / 1e6} MB can be read; split it or leave columns out`,
  );
}

/**
 * Bytes of a file as text: UTF-8, a byte order mark dropped.
 * @throws UserError when too large, empty, binary (NUL bytes) or not UTF-8.
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  checkTextSize(path, bytes.length);
  if (bytes.length === 0) throw new UserError(`${path} is empty; expected text`);
  if (bytes.includes(0)) {
    throw new UserError(
      `${path} is not text: it contains NUL bytes; give a UTF-8 text file (compressed files are not read)`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text; save it as UTF-8`);
  }
}
