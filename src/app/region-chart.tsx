import { readable } from '../render/legend.ts';
import { stateColour } from '../render/palette.ts';
import { Chart } from './chart.tsx';
import { info, logCounts } from './store.ts';
import { regionCourse } from './tools.ts';

/** Cells of each state in the marked region over time. */
export function RegionChart() {
  return (
    <Chart
      label="Cells of each state in the region over time"
      height={130}
      data={() => {
        const rows = regionCourse.value;
        const present = (info.value?.states ?? []).filter(({ id }) => rows.some(({ counts }) => counts[id - 1]! > 0));
        return {
          times: rows.map(({ time }) => time),
          series: present.map((state) => ({
            label: readable(state.label),
            colour: stateColour(state),
            values: rows.map(({ counts }) => counts[state.id - 1]!),
          })),
          log: logCounts.value,
          axis: 'cells',
        };
      }}
    />
  );
}
