import { describe, expect, it } from 'vitest';
import type { Frame, Reply, Request } from '../../src/app/protocol.ts';
import { createSession } from '../../src/app/session.ts';
import { UserError } from '../../src/model/error.ts';
import { type Fake, fakeSimulation } from './fake-simulation.ts';

const LOAD: Request = {
  type: 'load',
  scene: 'scenes/x.yaml',
  base: 'http://x/',
  table: null,
  backend: 'auto',
  play: false,
};

/** A session on fakes; `until` waits for a reply that meets a condition, acknowledging frames as a page does. */
function startSession(fakes: readonly (Fake | Error)[]) {
  const replies: Reply[] = [];
  let waiting: (() => void)[] = [];
  let opened = 0;
  const handle = createSession(
    async () => {
      const next = fakes[Math.min(opened++, fakes.length - 1)]!;
      if (next instanceof Error) throw next;
      return { sim: next.sim, hasWebGpu: false };
    },
    (reply) => {
      replies.push(reply);
      if (reply.type === 'frame') handle({ type: 'shown' });
      for (const wake of waiting.splice(0)) wake();
    },
  );
  async function until(met: (reply: Reply) => boolean): Promise<Reply> {
    for (let seen = 0; ; ) {
      for (; seen < replies.length; seen++) if (met(replies[seen]!)) return replies[seen]!;
      await new Promise<void>((resolve) => {
        waiting = [...waiting, resolve];
      });
    }
  }
  const frameWhere = async (met: (frame: Frame) => boolean) => {
    const reply = await until((r) => r.type === 'frame' && met(r.frame));
    return (reply as Extract<Reply, { type: 'frame' }>).frame;
  };
  return { handle, replies, until, frameWhere };
}

describe('session', () => {
  it('loads, tells what it loaded and shows the first moment without running', async () => {
    const { handle, until, frameWhere } = startSession([fakeSimulation()]);
    handle(LOAD);
    const loaded = await until((r) => r.type === 'loaded');
    expect(loaded).toMatchObject({ info: { title: 'X', firstLayer: 'a_field', seed: 7, hasWebGpu: false } });
    expect(loaded).toMatchObject({ info: { parameters: [{ name: 'p', value: 2, low: 0, high: 5, unit: 'uM' }] } });
    expect(loaded).toMatchObject({ doses: [{ field: 0, on: true, unit: 'uM', points: { length: 401 } }] });
    const frame = await frameWhere(() => true);
    expect(frame).toMatchObject({ running: false, rows: [{ time: 0, counts: [0, 0] }], snapshot: { tick: 0 } });
  });

  it('steps once per request and reports every tick', async () => {
    const { handle, replies, frameWhere } = startSession([fakeSimulation()]);
    handle(LOAD);
    for (let i = 0; i < 3; i++) handle({ type: 'step' });
    await frameWhere(({ snapshot }) => snapshot.tick === 3);
    const rows = replies.flatMap((r) => (r.type === 'frame' ? r.frame.rows : []));
    expect(rows.map(({ counts }) => counts[0])).toEqual([0, 1, 2, 3]);
  });

  it('runs at full speed with few frames, pauses at the end of the scene and goes on beyond when asked', async () => {
    const { handle, replies, frameWhere } = startSession([fakeSimulation({ until: 1000 })]);
    handle({ type: 'speed', ticksPerSecond: Number.POSITIVE_INFINITY });
    handle({ ...LOAD, play: true } as Request);
    const end = await frameWhere(({ ended }) => ended);
    expect(end).toMatchObject({ running: false, snapshot: { tick: 2000 } });
    expect(replies.filter((r) => r.type === 'frame').length).toBeLessThan(200);
    handle({ type: 'play' });
    expect(await frameWhere(({ snapshot }) => snapshot.tick > 2000)).toMatchObject({ ended: false });
    handle({ type: 'pause' });
  });

  it('keeps to the speed asked for', async () => {
    const { handle, frameWhere } = startSession([fakeSimulation()]);
    handle({ type: 'speed', ticksPerSecond: 50 });
    const since = performance.now();
    handle({ ...LOAD, play: true } as Request);
    const frame = await frameWhere(({ snapshot }) => snapshot.tick >= 20);
    handle({ type: 'pause' });
    expect(performance.now() - since).toBeGreaterThan(350);
    expect(frame.ticksPerSecond).toBeGreaterThan(2);
    expect(frame.ticksPerSecond).toBeLessThan(150);
  });

  it('sends one frame at a time: none before the last was shown', async () => {
    const sent: Reply[] = [];
    const { sim } = fakeSimulation();
    const handle = createSession(
      async () => ({ sim, hasWebGpu: false }),
      (reply) => sent.push(reply),
    );
    handle({ type: 'speed', ticksPerSecond: Number.POSITIVE_INFINITY });
    handle({ ...LOAD, play: true } as Request);
    await new Promise((resolve) => setTimeout(resolve, 150));
    handle({ type: 'pause' });
    expect(sent.filter((r) => r.type === 'frame').length).toBe(1);
  });

  it('switches doses off and on again, and tells the curve', async () => {
    const fake = fakeSimulation();
    const { handle, until } = startSession([fake]);
    handle(LOAD);
    handle({ type: 'dosing', field: 0, on: false });
    await until((r) => r.type === 'doses' && r.doses[0]?.on === false);
    expect(fake.sim.dosing).toEqual([]);
    handle({ type: 'dosing', field: 0, on: true });
    await until((r) => r.type === 'doses' && r.doses[0]?.on === true);
    expect(fake.sim.dosing).toMatchObject([{ from: 10, until: 20 }]);
  });

  it('gives parameters in base units and inspects the chosen site with every frame', async () => {
    const fake = fakeSimulation();
    const { handle, frameWhere } = startSession([fake]);
    handle(LOAD);
    handle({ type: 'parameter', name: 'p', value: 3 });
    handle({ type: 'inspect', site: { x: 2, y: 1 } });
    expect(await frameWhere(({ site }) => site !== null)).toMatchObject({ inspection: { x_um: 2, y_um: 1 } });
    expect(fake.calls).toContain('p=3000');
  });

  it('keeps the old simulation when a load fails, in one line', async () => {
    const fake = fakeSimulation();
    const { handle, until, frameWhere } = startSession([fake, new UserError('x.yaml:3: no')]);
    handle(LOAD);
    handle(LOAD);
    expect(await until((r) => r.type === 'failed')).toEqual({ type: 'failed', message: 'x.yaml:3: no', loading: true });
    handle({ type: 'step' });
    await frameWhere(({ snapshot }) => snapshot.tick === 1);
    expect(fake.calls).toEqual([]);
  });

  it('pauses when a tick fails and says what to do', async () => {
    const { handle, until, frameWhere } = startSession([fakeSimulation({ failsAt: 3 })]);
    handle({ ...LOAD, play: true } as Request);
    const failed = await until((r) => r.type === 'failed');
    expect(failed).toMatchObject({ loading: false, message: expect.stringMatching(/boom.*restart/) });
    expect(await frameWhere(({ running, snapshot }) => !running && snapshot.tick === 2)).toBeTruthy();
  });

  it('answers a control before any scene with a plain sentence', async () => {
    const { handle, until } = startSession([fakeSimulation()]);
    handle({ type: 'step' });
    expect(await until((r) => r.type === 'failed')).toMatchObject({ message: expect.stringMatching(/no scene/) });
  });
});
