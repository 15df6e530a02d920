"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { PageBody } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { DueRows } from "./due-rows.tsx";
import { Live, live } from "./live.tsx";
import { QueueList } from "./queue-list.tsx";
import { isRedisAway, RedisAway } from "./redis-away.tsx";
import { ScheduleList } from "./schedule-list.tsx";

const waiting = (
  <Panel>
    <SkeletonRows rows={2} />
  </Panel>
);

export function QueuesPage() {
  const trpc = useTRPC();
  const queues = useQuery(trpc.fleet.queues.list.queryOptions(undefined, live));
  const wakes = useQuery(trpc.fleet.wakes.list.queryOptions(undefined, live));
  const schedules = useQuery(trpc.fleet.schedules.list.queryOptions(undefined, live));
  const away = isRedisAway(queues.error) || isRedisAway(schedules.error);
  const unknown = (query: { data: unknown }) => away && query.data === undefined;
  return (
    <PageBody>
      {away && <RedisAway />}
      {!unknown(queues) && (
        <Live
          query={queues}
          title="The queues could not be loaded"
          waiting={waiting}
          isSaid={isRedisAway(queues.error)}
        >
          {(rows) => <QueueList queues={rows} />}
        </Live>
      )}
      <Live query={wakes} title="What is due could not be loaded" waiting={waiting}>
        {(rows) => <DueRows wakes={rows} />}
      </Live>
      {!unknown(schedules) && (
        <Live
          query={schedules}
          title="The schedules could not be loaded"
          waiting={waiting}
          isSaid={isRedisAway(schedules.error)}
        >
          {(rows) => <ScheduleList schedules={rows} />}
        </Live>
      )}
    </PageBody>
  );
}
