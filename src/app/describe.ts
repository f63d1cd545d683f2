/** What the page needs to know of a simulation, taken out of it as plain values. */
import { eliminationOf } from '../engine/dosing.ts';
import { dosedFields, isOn } from '../engine/dosing-switch.ts';
import type { Replay } from '../engine/replay.ts';
import type { Simulation } from '../engine/types.ts';
import { evaluateParameters } from '../model/evaluate.ts';
import type { Entry } from '../model/session.ts';
import type { Parameter, Timing } from '../model/types.ts';
import { describeEquations, parameterGroups } from './describe-model.ts';
import { describePaint } from './describe-paint.ts';
import type { BackendChoice, DoseInfo, DoseLine, GpuFound, LogInfo, ParameterInfo, SessionInfo } from './protocol.ts';
import type { TimeMachine } from './time-machine.ts';

/** Points of a dose curve. */
const CURVE_POINTS = 400;

/** Everything about a simulation that does not change while it runs. */
export function describeSession(
  sim: Simulation,
  table: string | null,
  wanted: BackendChoice,
  gpu: GpuFound,
): SessionInfo {
  const { scene } = sim;
  const groups = parameterGroups(scene.model);
  return {
    path: scene.path,
    title: scene.title,
    about: scene.about,
    question: scene.question,
    modelTitle: scene.model.title,
    states: scene.model.states,
    layers: sim.layers,
    firstLayer: sim.layers.some((layer) => layer.name === scene.layer) ? scene.layer : 'states',
    parameters: scene.model.parameters.flatMap((p, i) =>
      describeParameter(p, scene.parameters[i] as number, groups.get(p.name) ?? 'other'),
    ),
    equations: describeEquations(scene.model),
    views: scene.views ?? [],
    paint: describePaint(sim),
    shape: sim.shape,
    backend: sim.backend,
    adapter: sim.adapter,
    wanted,
    gpu,
    seed: scene.seed,
    tick: scene.tick,
    until: scene.until,
    table,
    report: sim.report,
  };
}

/** Parameters without a stated range have no slider. */
function describeParameter(parameter: Parameter, value: number, group: string): readonly ParameterInfo[] {
  const { name, about, source, unit, range } = parameter;
  if (range === null) return [];
  const [low, high] = [range[0] / unit.factor, range[1] / unit.factor];
  return [{ name, group, about, source, unit: unit.text, value: value / unit.factor, low, high }];
}

/** What a schedule gives or can give: fields with their blood concentration from 0 to the end of the scene (or to now if later), and held parameters. */
export function describeDoses(replay: Replay): readonly DoseInfo[] {
  return [...describeFields(replay), ...describeHeld(replay)];
}

function describeFields({ sim, planned }: Replay): readonly DoseInfo[] {
  const { scene, parameters } = sim;
  const until = Math.max(scene.until, sim.time);
  const given = dosedFields([...scene.dosing, ...planned]);
  return scene.model.fields.flatMap((field, index) => {
    const elimination = eliminationOf(field, parameters);
    if (!given.includes(index) && elimination === null) return [];
    const { factor } = field.unit;
    const points = Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
      const time = (until * i) / CURVE_POINTS;
      return { time, value: sim.blood(index, time) / factor };
    });
    const lines = planned
      .filter((dose) => dose.field === index)
      .map(({ give, washout, ...timing }) => describeLine(timing, give.how, give, factor, washout));
    return [
      {
        of: 'field',
        field: index,
        name: field.name,
        unit: field.unit.text,
        given: given.includes(index),
        on: isOn(sim.dosing, index, sim.time),
        base: (scene.blood[index] ?? evaluateParameters(field.blood, parameters)) / factor,
        elimination,
        usual: 100,
        points,
        lines,
      },
    ];
  });
}

function describeHeld({ sim }: Replay): readonly DoseInfo[] {
  const { scene, settings, time } = sim;
  const names = [...new Set([...scene.settings, ...settings].map(({ parameter }) => parameter))];
  return names.flatMap((name): readonly DoseInfo[] => {
    const parameter = scene.model.parameters.find((one) => one.name === name);
    if (parameter === undefined) return [];
    const { text: unit, factor } = parameter.unit;
    const own = settings.filter(({ parameter: held }) => held === name);
    const on = own.some((line) => line.until > time);
    const lines = own.map(({ value, ...timing }) => describeLine(timing, 'hold', { value }, factor, false));
    const rest = { given: true, base: 0, elimination: null, usual: parameter.value / factor, points: [] };
    return [{ of: 'parameter', field: -1, name, unit, on, lines, ...rest }];
  });
}

function describeLine(
  { from, until, cycle }: Timing,
  how: DoseLine['how'],
  give: { readonly value: number; readonly every?: number },
  factor: number,
  washout: boolean,
): DoseLine {
  const end = Number.isFinite(until) ? until : null;
  return { from, until: end, cycle, how, amount: give.value / factor, every: give.every ?? null, washout };
}

/** What was done so far, without what only the worker needs. */
export function describeLog(machine: TimeMachine): LogInfo {
  const { replay, entries, applied, goal, reached, kept, canUndo, canRedo, branches } = machine;
  const moved = entries
    .slice(0, applied)
    .flatMap(({ edit }) => (edit.what === 'parameter' ? [[edit.name, edit.value] as const] : []));
  return {
    entries: entries.map(withoutWay),
    applied,
    goal,
    reached,
    kept: kept.ticks,
    keptBytes: kept.bytes,
    canUndo,
    canRedo,
    branches: branches.map((branch) => ({ edits: branch.entries.length, tick: branch.tick })),
    switched: replay.switched,
    rules: replay.rules,
    equations: replay.equations,
    parameters: Object.fromEntries(moved),
  };
}

function withoutWay(entry: Entry): Entry {
  if (entry.edit.what !== 'brush') return entry;
  const { edit } = entry.edit;
  return {
    ...entry,
    edit: { what: 'brush', edit: { ...edit, area: { ...edit.area, path: edit.area.path.slice(0, 1) } } },
  };
}
