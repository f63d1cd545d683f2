#!/usr/bin/env node
// The `nidus` command. In a checkout it first installs and builds what is missing; an installed package is built already.
import { existsSync } from 'node:fs';

if (existsSync(new URL('./main.ts', import.meta.url))) {
  const { ensureReady, fail } = await import('../host/setup.mjs');
  try {
    ensureReady();
  } catch (error) {
    fail(error);
  }
}
await import('../../dist/node/cli.js');
