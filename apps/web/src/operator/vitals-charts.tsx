"use client";

import { Panel, PanelHead } from "../design/panel.tsx";
import { type ChartKind, StepChart } from "../design/step-chart.tsx";
import type { Replica } from "./operator-types.ts";
import { useVitals } from "./use-vitals.ts";
import { stepsOf, vitalFigures } from "./vitals-steps.ts";

const span = "5 min";
const kinds: readonly ChartKind[] = [
  { label: "A bar each beat", fill: "fill-accent", dot: "bg-accent" },
];

/** What the replica told since this page was opened. Nothing of it is kept elsewhere: metrics are for that. */
export function VitalsCharts({ replica }: { replica: Replica }) {
  const beats = useVitals(replica);
  return (
    <div className="grid grid-cols-1 gap-6 md:grid-cols-2">
      {vitalFigures.map((figure) => (
        <Panel key={figure.id} aria-labelledby={`vital-${figure.id}`}>
          <PanelHead
            id={`vital-${figure.id}`}
            title={figure.title}
            note={`Now ${figure.say(replica.vitals)}`}
          />
          <StepChart
            label={`${figure.title} since this page was opened; now ${figure.say(replica.vitals)}`}
            steps={stepsOf(beats, figure)}
            kinds={kinds}
            span={span}
          />
        </Panel>
      ))}
    </div>
  );
}
