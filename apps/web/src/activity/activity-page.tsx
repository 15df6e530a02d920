"use client";

import { useQuery } from "@tanstack/react-query";
import { Footprints } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Segments } from "../design/segments.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { type ChartKind, StepChart } from "../design/step-chart.tsx";
import {
  type Activity,
  describeActivity,
  describeSplit,
  type Filter,
  splitOf,
} from "./activity-steps.ts";
import { FilterField } from "./filter-field.tsx";
import { ReasonList } from "./reason-list.tsx";

const ranges = [
  { value: "1h", label: "1 h", span: "hour" },
  { value: "24h", label: "24 h", span: "24 hours" },
  { value: "7d", label: "7 d", span: "7 days" },
  { value: "30d", label: "30 d", span: "30 days" },
] as const;
type Range = (typeof ranges)[number]["value"];

const kinds: readonly ChartKind[] = [
  { label: "Allowed", fill: "fill-accent", dot: "bg-accent" },
  { label: "Refused", fill: "fill-warn-dot", dot: "bg-warn-dot" },
];

/** Relays write what they counted once a minute. */
const everyMs = 60_000;

/** What the gate decided for an app's visitors, over time and by reason. */
export function ActivityPage({ appId }: { appId: string }) {
  const trpc = useTRPC();
  const [range, setRange] = useState<Range>("24h");
  const [filter, setFilter] = useState<Filter>("all");
  const query = useQuery(
    trpc.gate.decisions.queryOptions(
      { appId, range },
      { refetchInterval: everyMs, placeholderData: (previous) => previous },
    ),
  );
  const activity = query.data;
  const span = ranges.find((each) => each.value === range)?.span ?? range;
  return (
    <Panel aria-labelledby="activity">
      <PanelHead
        id="activity"
        title="Visits"
        note="Each decision of the gate, counted within a minute or two."
      />
      <div className="flex flex-wrap gap-2 px-4 pt-4 sm:px-5">
        <FilterField value={filter} total={activity?.total ?? []} onChange={setFilter} />
        <Segments label="Time shown" value={range} options={ranges} onChange={setRange} />
      </div>
      {query.isError && (
        <ErrorCard
          className="m-4"
          title={
            activity === undefined ? "The activity could not be loaded" : "What you see may be old"
          }
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {activity === undefined && !query.isError && <Loading />}
      {activity !== undefined && (
        <Shown
          activity={activity}
          filter={filter}
          span={span}
          stale={query.isPlaceholderData}
          onShowAll={() => setFilter("all")}
        />
      )}
    </Panel>
  );
}

interface ShownProps {
  activity: Activity;
  filter: Filter;
  span: string;
  /** The numbers are those of another range, until the chosen one has come. */
  stale: boolean;
  onShowAll: () => void;
}

function Shown({ activity, filter, span, stale, onShowAll }: ShownProps) {
  const total = splitOf(activity.total, filter);
  if (total.allowed + total.refused === 0 && !stale) {
    const filtered = filter !== "all" && activity.total.length > 0;
    return (
      <Empty
        icon={Footprints}
        title="No visits in this period"
        className="py-10 sm:py-12"
        action={filtered && <Button onClick={onShowAll}>Show all visits</Button>}
      >
        {filtered
          ? "There were others; the filter leaves them out."
          : `Nobody came to this app in the last ${span}.`}
      </Empty>
    );
  }
  const steps = activity.points.map(({ at, counts }) => {
    const split = splitOf(counts, filter);
    return { at, parts: [split.allowed, split.refused], text: describeSplit(split) };
  });
  return (
    <div className={stale ? "opacity-60" : undefined} aria-busy={stale}>
      <StepChart
        label={describeActivity(activity, filter, span)}
        steps={steps}
        kinds={kinds}
        span={span === "hour" ? "1 hour" : span}
      />
      <ReasonList total={activity.total} filter={filter} />
    </div>
  );
}

function Loading() {
  return (
    <div role="status" className="grid gap-4 px-4 py-5 sm:px-5">
      <span className="sr-only">Loading…</span>
      <Skeleton className="h-40 w-full" />
      <Skeleton className="h-10 w-72 max-w-full" />
    </div>
  );
}
