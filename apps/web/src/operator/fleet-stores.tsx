import type { ReactNode } from "react";
import { Lasting } from "../design/ago.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { formatBytes, formatCount, formatSpan } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { type Light, StatusDot } from "../design/status-dot.tsx";
import type { Overview } from "./operator-types.ts";

/** Both stores, as the replica sees them that answers this page. */
export function FleetStores({ overview: { postgres, redis } }: { overview: Overview }) {
  return (
    <Panel aria-labelledby="fleet-stores">
      <PanelHead id="fleet-stores" title="Stores" />
      <Facts>
        <Fact name="Postgres">
          <Up light="ok">
            Up for <Lasting since={postgres.sinceAt} />
          </Up>
          <p className="text-ink-3 text-sm tabular-nums">
            Version {postgres.version} · {formatCount(postgres.connections, "connection")} of{" "}
            {postgres.connectionsAllowed} that replicas may hold
          </p>
        </Fact>
        <Fact name="Redis">
          <RedisState redis={redis} />
          {redis.askedOf > 0 && (
            <p className="text-ink-3 text-sm tabular-nums">
              {redis.reachedBy} of {formatCount(redis.askedOf, "replica")} are connected to it
            </p>
          )}
        </Fact>
      </Facts>
    </Panel>
  );
}

function RedisState({ redis }: { redis: Overview["redis"] }) {
  switch (redis.is) {
    case "none":
      return <Up light="idle">Not configured</Up>;
    case "away":
      return <Up light="bad">Away, and has not answered here for {formatSpan(redis.forMs)}</Up>;
    case "up":
      return (
        <>
          <Up light="ok">Up for {formatSpan(redis.upMs)}</Up>
          <p className="text-ink-3 text-sm tabular-nums">
            Version {redis.version} · {formatBytes(redis.memoryBytes)} · {redis.evictionPolicy}
          </p>
        </>
      );
  }
}

function Up({ light, children }: { light: Light; children: ReactNode }) {
  return (
    <p className="flex items-center gap-2">
      <StatusDot light={light} />
      <span>{children}</span>
    </p>
  );
}
