/** A file that appears under its name only when it is whole. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { RunError, UserError } from '../model/error.ts';

export interface PartFile {
  /** Writes at a byte offset. @throws RunError, e.g. on a full disk. */
  write(data: Uint8Array, position: number): Promise<void>;
  /** Flushes to disk and gives the file its name. @throws RunError */
  commit(): Promise<void>;
  /** Removes what was written; harmless after `commit` and when repeated. */
  discard(): Promise<void>;
}

/** Opens `out.part`. @throws UserError when `out` cannot be written there. */
export async function openPartFile(out: string): Promise<PartFile> {
  const part = `${out}.part`;
  let file: FileHandle | null = await open(part, 'w').catch((error: unknown) => {
    throw new UserError(`${out}: ${reason(error)}`);
  });
  const close = async () => {
    const open = file;
    file = null;
    await open?.close();
    return open !== null;
  };
  return {
    async write(data, position) {
      if (!file) throw new RunError(`${out}: already closed`);
      await writeAll(file, data, position).catch((error: unknown) => {
        throw new RunError(`${out}: ${reason(error)}`);
      });
    },
    async commit() {
      try {
        await file?.sync();
        await close();
        await rename(part, out);
      } catch (error) {
        await rm(part, { force: true });
        throw new RunError(`${out}: ${reason(error)}`);
      }
    },
    async discard() {
      if (await close()) await rm(part, { force: true });
    },
  };
}

async function writeAll(file: FileHandle, data: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < data.length) {
    const { bytesWritten } = await file.write(data, done, data.length - done, position + done);
    done += bytesWritten;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the folder does not exist; create it first',
  ENOTDIR: 'the folder does not exist; create it first',
  EACCES: 'no permission to write there; choose another folder',
  EPERM: 'no permission to write there; choose another folder',
  EROFS: 'the disk is read-only; choose another folder',
  EISDIR: 'is a folder; give a file name',
  ENOSPC: 'the disk is full; free some space or choose another folder',
  EDQUOT: 'the disk quota is used up; free some space or choose another folder',
};

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? `cannot be written (${error instanceof Error ? error.message : String(error)})`;
}
