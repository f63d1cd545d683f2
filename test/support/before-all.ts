/**
 * Before any test: the pages and the program are built from the sources as they are; and a software GPU gets one thread for each
 * process, which costs a third less where test files run beside each other. It reads that from a file where it is started.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureReady } from '../../src/host/setup.mjs';

const SOFTWARE_GPU = join(import.meta.dirname, '..', '..', 'SwiftShader.ini');

export default async function beforeAll(): Promise<() => void> {
  await ensureReady();
  writeFileSync(SOFTWARE_GPU, '[Processor]\nThreadCount=1\n');
  return () => rmSync(SOFTWARE_GPU, { force: true });
}
