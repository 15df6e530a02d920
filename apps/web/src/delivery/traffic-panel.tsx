"use client";

import { useQuery } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Segments } from "../design/segments.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { TrafficChart } from "./traffic-chart.tsx";
import { TrafficFigures } from "./traffic-figures.tsx";
import type { Traffic } from "./traffic-steps.ts";
import { TrafficTable } from "./traffic-table.tsx";

const ranges = [
  { value: "24h", label: "24 h", span: "24 hours" },
  { value: "7d", label: "7 d", span: "7 days" },
  { value: "30d", label: "30 d", span: "30 days" },
] as const;
type Range = (typeof ranges)[number]["value"];

const views = [
  { value: "chart", label: "Chart" },
  { value: "table", label: "Table" },
] as const;
type View = (typeof views)[number]["value"];

/** A minute is written once it is over, so asking more often shows nothing new. */
const everyMs = 60_000;

/** What an app's visitors asked and got, as a chart or as its numbers. */
export function TrafficPanel({ appId }: { appId: string }) {
  const trpc = useTRPC();
  const [range, setRange] = useState<Range>("24h");
  const [view, setView] = useState<View>("chart");
  const query = useQuery(
    trpc.delivery.traffic.queryOptions(
      { appId, range },
      { refetchInterval: everyMs, placeholderData: (previous) => previous },
    ),
  );
  const hasTraffic = (query.data?.total.requests ?? 0) > 0;
  const span = ranges.find((each) => each.value === range)?.span ?? range;
  return (
    <Panel aria-labelledby="traffic">
      <PanelHead
        id="traffic"
        title="Traffic"
        actions={
          <div className="flex flex-wrap gap-2">
            {hasTraffic && (
              <Segments label="Show as" value={view} options={views} onChange={setView} />
            )}
            <Segments label="Time shown" value={range} options={ranges} onChange={setRange} />
          </div>
        }
      />
      {query.data !== undefined ? (
        <Shown traffic={query.data} span={span} view={view} stale={query.isPlaceholderData} />
      ) : query.isError ? (
        <ErrorCard
          className="m-4"
          title="The traffic could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <Loading />
      )}
    </Panel>
  );
}

interface ShownProps {
  traffic: Traffic;
  span: string;
  view: View;
  /** The numbers are those of another range, until the chosen one has come. */
  stale: boolean;
}

function Shown({ traffic, span, view, stale }: ShownProps) {
  if (traffic.total.requests === 0 && !stale) {
    return (
      <Empty icon={ChartColumn} title="No traffic yet" className="py-10 sm:py-12">
        Nobody asked for this app in the last {span}. Each request at its address is counted here
        within a minute or two.
      </Empty>
    );
  }
  return (
    <div className={stale ? "opacity-60" : undefined} aria-busy={stale}>
      <TrafficFigures total={traffic.total} />
      {view === "chart" ? (
        <TrafficChart traffic={traffic} span={span} />
      ) : (
        <TrafficTable traffic={traffic} span={span} />
      )}
    </div>
  );
}

function Loading() {
  return (
    <div role="status" className="grid gap-4 px-4 py-5 sm:px-5">
      <span className="sr-only">Loading…</span>
      <Skeleton className="h-10 w-72 max-w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
