/** Installs and builds what is missing or older than its sources; silent when nothing is. */
export declare function ensureReady(): void;
/** Prints a failure of set-up as one line and ends the process; anything else is thrown on. */
export declare function fail(error: unknown): void;
