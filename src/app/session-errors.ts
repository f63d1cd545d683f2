import { RunError, UserError } from '../model/error.ts';

/** @throws UserError when no scene is loaded */
export function needed<T>(value: T | null): T {
  if (value === null) throw new UserError('no scene is loaded yet; choose one');
  return value;
}

/** What to tell the user of an error. */
export function messageOf(error: unknown): string {
  if (error instanceof UserError || error instanceof RunError) return error.message;
  return `something unexpected went wrong (${error instanceof Error ? error.message : String(error)}); restart the scene`;
}
