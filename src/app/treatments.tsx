/** What can be added to the treatment. */
import { readable } from '../render/legend.ts';
import { edit } from './client.ts';
import { horizon } from './horizon.ts';
import { changeLane } from './lane.tsx';
import type { DoseInfo } from './protocol.ts';
import { laneKey, newLine, rawSchedule } from './schedule.ts';
import { dialogue, doses, frame, info, log } from './store.ts';

/** Another lane, and rules for those there are. */
export function Treatments() {
  const given = doses.value.filter((lane) => lane.given);
  const drugs = doses.value.filter((lane) => !lane.given);
  const held = new Set(given.map(({ name }) => name));
  const parameters = (info.value?.parameters ?? []).filter(({ name }) => !held.has(name));
  const rules = log.value?.rules.length ?? 0;
  return (
    <div class="treatments">
      <select
        class="add-lane"
        aria-label="Add a treatment"
        title="Give another drug, or hold a parameter for a while as an inhibitor does"
        value=""
        onChange={(event) => addLane(event.currentTarget.value)}
      >
        <option value="" disabled>
          Add treatment…
        </option>
        {drugs.length > 0 && (
          <optgroup label="Drugs">
            {drugs.map((lane) => (
              <option value={laneKey(lane)}>{readable(lane.name)}</option>
            ))}
          </optgroup>
        )}
        <optgroup label="Hold a parameter">
          {parameters.map(({ name, about }) => (
            <option value={`parameter ${name}`} title={about}>
              {name}
            </option>
          ))}
        </optgroup>
      </select>
      <button
        type="button"
        class="small-button"
        disabled={!given.some(({ of }) => of === 'field')}
        title="Stop and give by how many cells there are"
        onClick={() => {
          dialogue.value = 'rules';
        }}
      >
        {rules === 0 ? 'Conditional rules…' : `${rules} conditional ${rules === 1 ? 'rule' : 'rules'}…`}
      </button>
    </div>
  );
}

/** @param key of a lane that is not given yet */
function addLane(key: string): void {
  const now = frame.value?.picture.time ?? 0;
  const drug = doses.value.find((lane) => laneKey(lane) === key);
  const parameter = info.value?.parameters.find(({ name }) => `parameter ${name}` === key);
  if (drug !== undefined) changeLane(drug, [newLine(drug, now, horizon.value)]);
  if (drug !== undefined || parameter === undefined) return;
  const { name, unit, value, high } = parameter;
  const lane = { of: 'parameter', name, unit, lines: [], usual: value > 0 ? value : high } as unknown as DoseInfo;
  edit({ what: 'dosing', doses: rawSchedule([...doses.value, lane], lane, [newLine(lane, now, horizon.value)]) });
}
