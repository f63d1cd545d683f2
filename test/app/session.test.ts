import { describe, expect, it } from 'vitest';
import type { Frame, Reply, Request } from '../../src/app/protocol.ts';
import { createSession } from '../../src/app/session.ts';
import { firstWindow } from '../../src/app/windows.ts';
import { createReplay } from '../../src/engine/replay.ts';
import type { SnapshotWindow } from '../../src/engine/types.ts';
import { RunError, UserError } from '../../src/model/error.ts';
import { type Fake, fakeSimulation } from './fake-simulation.ts';

const LOAD: Request = {
  type: 'load',
  scene: 'scenes/x.yaml',
  base: 'http://x/',
  table: null,
  backend: 'auto',
  play: false,
};

const WHOLE: SnapshotWindow = { x: 0, y: 0, step: 1, width: 4, height: 3 };

const replayOf = (sim: Fake['sim']) => createReplay(sim, () => Promise.reject(new Error('no model')));

/** A session on fakes; `until` waits for a reply that meets a condition, answering as a page does. */
function startSession(fakes: readonly (Fake | Error)[], acknowledges = true) {
  const replies: Reply[] = [];
  let waiting: (() => void)[] = [];
  let opened = 0;
  const handle = createSession(
    async (_, onCounts) => {
      const next = fakes[Math.min(opened++, fakes.length - 1)]!;
      if (next instanceof Error) throw next;
      next.listen(onCounts);
      return { replay: replayOf(next.sim), gpu: 'none' };
    },
    (reply) => {
      replies.push(reply);
      if (reply.type === 'loaded') handle({ type: 'window', window: WHOLE });
      if (reply.type === 'frame' && acknowledges) handle({ type: 'shown' });
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
    expect(loaded).toMatchObject({ info: { title: 'X', firstLayer: 'a_field', seed: 7, gpu: 'none', wanted: 'auto' } });
    expect(loaded).toMatchObject({ info: { parameters: [{ name: 'p', value: 2, low: 0, high: 5, unit: 'uM' }] } });
    expect(loaded).toMatchObject({ doses: [{ field: 0, on: true, unit: 'uM', points: { length: 401 } }] });
    const frame = await frameWhere(() => true);
    expect(frame).toMatchObject({ running: false, rows: [{ time: 0, counts: [0, 0] }], picture: { tick: 0 } });
  });

  it('steps once per request and reports every tick', async () => {
    const { handle, replies, frameWhere } = startSession([fakeSimulation()]);
    handle(LOAD);
    for (let i = 0; i < 3; i++) handle({ type: 'step' });
    await frameWhere(({ picture }) => picture.tick === 3);
    const rows = replies.flatMap((r) => (r.type === 'frame' ? r.frame.rows : []));
    expect(rows.map(({ counts }) => counts[0])).toEqual([0, 1, 2, 3]);
  });

  it('runs at full speed with few frames, pauses at the end of the scene and goes on beyond when asked', async () => {
    const { handle, replies, frameWhere } = startSession([fakeSimulation({ until: 1000 })]);
    handle({ type: 'speed', ticksPerSecond: Number.POSITIVE_INFINITY });
    handle({ ...LOAD, play: true } as Request);
    const end = await frameWhere(({ ended }) => ended);
    expect(end).toMatchObject({ running: false, picture: { tick: 2000 } });
    expect(replies.filter((r) => r.type === 'frame').length).toBeLessThan(200);
    handle({ type: 'play' });
    expect(await frameWhere(({ picture }) => picture.tick > 2000)).toMatchObject({ ended: false });
    handle({ type: 'pause' });
  });

  it('keeps to the speed asked for', async () => {
    const { handle, frameWhere } = startSession([fakeSimulation()]);
    handle({ type: 'speed', ticksPerSecond: 50 });
    const since = performance.now();
    handle({ ...LOAD, play: true } as Request);
    const frame = await frameWhere(({ picture }) => picture.tick >= 20);
    handle({ type: 'pause' });
    expect(performance.now() - since).toBeGreaterThan(350);
    expect(frame.ticksPerSecond).toBeGreaterThan(2);
    expect(frame.ticksPerSecond).toBeLessThan(150);
  });

  it('sends one frame at a time: none before the last was shown', async () => {
    const { handle, replies } = startSession([fakeSimulation()], false);
    handle({ type: 'speed', ticksPerSecond: Number.POSITIVE_INFINITY });
    handle({ ...LOAD, play: true } as Request);
    await new Promise((resolve) => setTimeout(resolve, 150));
    handle({ type: 'pause' });
    expect(replies.filter((r) => r.type === 'frame').length).toBe(1);
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
    expect(await frameWhere(({ probed }) => probed.followed !== null)).toMatchObject({
      probed: { followed: { cell: 'none', inspection: { x_um: 2, y_um: 1 } } },
    });
    expect(fake.calls).toContain('p=3000');
  });

  it('keeps the old simulation when a load fails, in one line', async () => {
    const fake = fakeSimulation();
    const { handle, until, frameWhere } = startSession([fake, new UserError('x.yaml:3: no')]);
    handle(LOAD);
    handle(LOAD);
    expect(await until((r) => r.type === 'failed')).toEqual({
      type: 'failed',
      message: 'x.yaml:3: no',
      loading: true,
      tick: 0,
    });
    handle({ type: 'step' });
    await frameWhere(({ picture }) => picture.tick === 1);
    expect(fake.calls).not.toContain('destroy');
  });

  it('pauses when a tick fails and says what to do', async () => {
    const { handle, until, frameWhere } = startSession([fakeSimulation({ failsAt: 3 })]);
    handle({ ...LOAD, play: true } as Request);
    const failed = await until((r) => r.type === 'failed');
    expect(failed).toMatchObject({ loading: false, message: expect.stringMatching(/boom.*restart/) });
    expect(await frameWhere(({ running, picture }) => !running && picture.tick === 2)).toBeTruthy();
  });

  it('answers a control before any scene with a plain sentence', async () => {
    const { handle, until } = startSession([fakeSimulation()]);
    handle({ type: 'step' });
    expect(await until((r) => r.type === 'failed')).toMatchObject({ message: expect.stringMatching(/no scene/) });
  });

  it('shows all of a small lattice first, nothing of a large one; then the part that the page wants', async () => {
    const { sim, listen } = fakeSimulation();
    const replies: Reply[] = [];
    const handle = createSession(
      async (_, onCounts) => {
        listen(onCounts);
        return { replay: replayOf(sim), gpu: 'none' };
      },
      (reply) => replies.push(reply),
    );
    const frames = () => replies.flatMap((r) => (r.type === 'frame' ? [r.frame] : []));
    handle(LOAD);
    await pause(20);
    expect(frames().map(({ picture }) => picture.window)).toEqual([WHOLE]);
    expect(firstWindow({ width: 1025, height: 3, spacing: 20, edges: 'walled', mixing: 'local' })).toBeNull();
    const window = { x: 1, y: 1, step: 1, width: 2, height: 2 };
    handle({ type: 'shown' });
    handle({ type: 'window', window });
    await pause(20);
    expect(frames().at(-1)?.picture).toMatchObject({ window, width: 4, height: 3 });
    handle({ type: 'shown' });
    handle({ type: 'window', window: { ...window, width: 9 } });
    await pause(20);
    expect(frames().at(-1)?.picture.window).toEqual(window);
  });

  it('ticks on while a GPU makes the picture, one picture at a time', async () => {
    const fake = fakeSimulation({ backend: 'webgpu', snapshotMs: 60 });
    const { handle, frameWhere } = startSession([fake]);
    handle({ type: 'speed', ticksPerSecond: 200 });
    handle({ ...LOAD, play: true } as Request);
    const later = await frameWhere(({ picture }) => picture.tick > 20);
    handle({ type: 'pause' });
    expect(later.rows.length).toBeGreaterThan(5);
    expect(fake.calls.filter((call) => call === 'snapshot').length).toBeLessThan(6);
  });

  it('takes its time unseen, sends nothing, and shows the latest moment at once when seen again', async () => {
    const fake = fakeSimulation({ until: 1e9 });
    const { handle, replies, frameWhere } = startSession([fake]);
    handle({ type: 'speed', ticksPerSecond: Number.POSITIVE_INFINITY });
    handle({ ...LOAD, play: true } as Request);
    await frameWhere(({ picture }) => picture.tick > 10);
    handle({ type: 'visible', visible: false });
    await pause(50);
    const [before, tick] = [replies.length, fake.sim.tick];
    await pause(500);
    expect(replies.length).toBe(before);
    expect(fake.sim.tick - tick).toBeGreaterThan(1);
    expect(fake.sim.tick - tick).toBeLessThan(7);
    const now = fake.sim.tick;
    handle({ type: 'visible', visible: true });
    const frame = await frameWhere(({ picture }) => picture.tick >= now);
    expect(frame.rows.at(-1)?.counts[0]).toBe(frame.picture.tick);
    handle({ type: 'pause' });
  });

  it('takes up again after an unseen page has left its last frame unanswered', async () => {
    const { handle, replies } = startSession([fakeSimulation()], false);
    handle({ ...LOAD, play: true } as Request);
    await pause(50);
    handle({ type: 'visible', visible: false });
    handle({ type: 'visible', visible: true });
    await pause(50);
    handle({ type: 'pause' });
    expect(replies.filter((r) => r.type === 'frame').length).toBe(2);
  });

  it('packs for the span of the values now, or of all that were seen', async () => {
    const values = (tick: number) => Float32Array.from({ length: 12 }, (_, i) => (tick === 0 ? 10 * i : i));
    const { handle, frameWhere } = startSession([fakeSimulation({ values })]);
    handle(LOAD);
    expect((await frameWhere(() => true)).picture.range).toEqual({ low: 0, high: 110 });
    handle({ type: 'step' });
    expect((await frameWhere(({ picture }) => picture.tick === 1)).picture.range).toEqual({ low: 0, high: 11 });
    handle({ type: 'range', mode: 'widest', log: false, fixed: null });
    handle({ type: 'step' });
    const widest = await frameWhere(({ picture }) => picture.tick === 2);
    expect(widest.picture.range).toEqual({ low: 0, high: 110 });
    const code = (i: number) => widest.picture.texels[4 * i + 2]! * 256 + widest.picture.texels[4 * i + 3]!;
    expect(code(11)).toBe(1 + Math.round((11 / 110) * 65534));
  });

  it('does not change the span while one looks around in a standing picture, and bit by bit while it runs', async () => {
    const values = (_: number, w: SnapshotWindow) =>
      Float32Array.from({ length: w.width * w.height }, (_, i) => w.x + i);
    const { handle, frameWhere } = startSession([fakeSimulation({ values })]);
    const part = (x: number) => ({ x, y: 0, step: 1, width: 2, height: 1 });
    const at = async (x: number, tick: number) =>
      (await frameWhere(({ picture }) => picture.window.x === x && picture.window.width === 2 && picture.tick === tick))
        .picture.range;
    handle(LOAD);
    await frameWhere(() => true);
    handle({ type: 'window', window: part(0) });
    expect(await at(0, 0)).toEqual({ low: 0, high: 11 });
    handle({ type: 'window', window: part(2) });
    expect(await at(2, 0)).toEqual({ low: 0, high: 11 });
    handle({ type: 'step' });
    const next = await at(2, 1);
    expect(next.low).toBeCloseTo(0.2, 9);
    expect(next.high).toBeCloseTo(10.2, 9);
  });

  it('stops and says so when a picture fails, once', async () => {
    const fake = fakeSimulation();
    const broken = { ...fake, sim: { ...fake.sim, snapshot: () => Promise.reject(new RunError('device lost')) } };
    const { handle, replies } = startSession([broken as unknown as Fake]);
    handle({ ...LOAD, play: true } as Request);
    await pause(50);
    const failures = replies.filter((r) => r.type === 'failed');
    expect(failures).toEqual([{ type: 'failed', message: 'device lost', loading: false, tick: expect.any(Number) }]);
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
