/** The scene's time from left to right: an axis to go along, and one lane per drug and held parameter. */
import { Lane } from './lane.tsx';
import { Ruler } from './ruler.tsx';
import { laneKey } from './schedule.ts';
import { doses } from './store.ts';

export function Timeline() {
  const given = doses.value.filter((lane) => lane.given);
  return (
    <div class="timeline">
      <Ruler />
      <div class="lanes">
        {given.map((lane) => (
          <Lane key={laneKey(lane)} lane={lane} />
        ))}
      </div>
    </div>
  );
}
