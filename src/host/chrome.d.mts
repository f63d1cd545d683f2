/** What to do where no browser can be found. */
export declare const CHROME_HINT: string;
/** Path of the first Chrome or Chromium on this machine, or null. See `chrome.mjs`. */
export declare function findChrome(): string | null;
/** Version line of a browser, or null when it does not start. */
export declare function chromeVersion(path: string): string | null;
