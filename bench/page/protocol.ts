/** Messages between the page and its worker, in which everything is measured. */
import type { BackendName } from '../../src/engine/types.ts';
import type { BenchReport } from '../report.ts';
import type { BenchProgress } from '../suite.ts';

/** What WebGPU offers here; null where there is no adapter. */
export interface AdapterFound {
  readonly name: string;
  readonly isSoftware: boolean;
}

export type BenchRequest =
  | { readonly type: 'look' }
  | {
      readonly type: 'run';
      /** URL that paths are relative to. */
      readonly base: string;
      readonly backend: BackendName;
      readonly sizes: readonly number[];
      /** Names of cases; empty: all. */
      readonly only: readonly string[];
    };

export type BenchReply =
  | { readonly type: 'adapter'; readonly adapter: AdapterFound | null }
  | { readonly type: 'progress'; readonly progress: BenchProgress }
  | { readonly type: 'done'; readonly report: BenchReport }
  | { readonly type: 'failed'; readonly message: string };
