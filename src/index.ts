/** The library: everything that the command line and the explorer are made of. */
import { version } from '../package.json';

export type * from './engine/types.ts';
export type { Host } from './host/types.ts';
export { RunError, suggest, UserError } from './model/error.ts';
export type * from './model/types.ts';
export { parseDuration } from './model/units.ts';

/** Version of this package. */
export const VERSION: string = version;
