import { RunError } from '../model/error.ts';
import type { Thread } from './types.ts';

/** What hosts do differently about a worker. */
interface Channel {
  post(message: unknown): void;
  /** Whether the process must not end meanwhile. */
  hold(on: boolean): void;
  close(): void;
}

interface Waiting {
  resolve(message: unknown): void;
  reject(reason: RunError): void;
}

/** What the owner of a channel is told. */
interface Listener {
  answer(message: unknown): void;
  fail(reason: string): void;
}

/** Questions and answers over a channel; a failure meets whoever waits, or else whoever asks next. */
export function createThread(open: (listener: Listener) => Channel): Thread {
  let waiting: Waiting | null = null;
  let failure: RunError | null = null;

  const settle = (): Waiting | null => {
    const settled = waiting;
    waiting = null;
    channel.hold(false);
    return settled;
  };
  const fail = (reason: string): void => {
    failure ??= new RunError(`a thread of the simulation failed: ${reason}`);
    settle()?.reject(failure);
  };
  const channel = open({ answer: (message) => settle()?.resolve(message), fail });

  return {
    post: channel.post,
    ask(message) {
      return new Promise((resolve, reject) => {
        if (failure !== null) {
          reject(failure);
          return;
        }
        waiting = { resolve, reject };
        channel.hold(true);
        channel.post(message);
      });
    },
    stop() {
      fail('it was stopped');
      channel.close();
    },
  };
}
