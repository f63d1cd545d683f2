/** Before any test: the pages and the program are built from the sources as they are. */
import { ensureReady } from '../../src/host/setup.mjs';

export default ensureReady;
