/** A session in the fragment of an address: JSON, deflated, in the 64 letters that addresses leave alone. */
import { UserError } from '../model/error.ts';
import { parseSession, type SavedSession } from '../model/session.ts';

/** How the fragment begins; the digit is the version of the format. */
const PREFIX = '#s1=';
/** Longer ones are refused unread: browsers and messengers cut them anyway. */
const LONGEST = 100_000;
/** Characters of JSON that a link may unfold to. */
const LARGEST = 4_000_000;
const NAME = 'This link';

/** Whether an address has a session in its fragment. */
export function hasSession(fragment: string): boolean {
  return /^#s\d*=/.test(fragment);
}

/** The fragment for a session. @throws UserError when it is too long for a link or starts from a table of cells */
export async function encodeSession(session: SavedSession): Promise<string> {
  if (session.table !== undefined) {
    throw new UserError('A link cannot carry the table of cells that this session starts from; save a session file');
  }
  const bytes = await through(new TextEncoder().encode(JSON.stringify(session)), new CompressionStream('deflate-raw'));
  const fragment = `${PREFIX}${toLetters(bytes)}`;
  if (fragment.length <= LONGEST) return fragment;
  throw new UserError(
    `A link would be ${Math.round(fragment.length / 1000)},000 letters long, more than most programs take; save a session file`,
  );
}

/** The session of a fragment, checked; nothing of it is run. @throws UserError in plain words for whatever is wrong */
export async function decodeSession(fragment: string): Promise<SavedSession> {
  if (fragment.length > LONGEST) throw new UserError(`${NAME} is longer than any of Nidus; nothing was opened`);
  if (!fragment.startsWith(PREFIX)) throw new UserError(`${NAME} is of another version of Nidus; nothing was opened`);
  const letters = fragment.slice(PREFIX.length);
  if (!/^[\w-]+$/.test(letters)) throw damaged();
  const bytes = await through(fromLetters(letters), new DecompressionStream('deflate-raw'), LARGEST).catch(
    (error: unknown) => {
      throw error instanceof UserError ? error : damaged();
    },
  );
  return parseSession(new TextDecoder().decode(bytes), NAME);
}

function damaged(): UserError {
  return new UserError(`${NAME} is damaged or cut short; nothing was opened. Ask for it again, or for a session file`);
}

/** @throws UserError as soon as more than `most` bytes come out */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  most = Infinity,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > most) {
      await reader.cancel();
      throw new UserError(`${NAME} unfolds to more than any session of Nidus; nothing was opened`);
    }
    parts.push(next.value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function toLetters(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromLetters(letters: string): Uint8Array<ArrayBuffer> {
  try {
    const text = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  } catch {
    throw damaged();
  }
}
