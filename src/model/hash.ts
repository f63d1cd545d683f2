/** Fingerprint of a model: the same for the same biology, whatever its notes and colours say. */
import type { Model } from './types.ts';

const WORDS = new Set(['title', 'about', 'source', 'colour', 'texts', 'lines', 'file', 'hash']);

/** SHA-256 (hex) over the checked model as JSON with sorted keys, without titles, notes, sources and colours. */
export async function hashModel(model: Omit<Model, 'hash'>): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(model, canonical));
  const digest = await globalThis.crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** JSON has no infinity, and keeps the order in which keys were set. */
function canonical(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !WORDS.has(key));
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}
