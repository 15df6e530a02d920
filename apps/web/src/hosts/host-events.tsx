"use client";

import { explainOffline, isOfflineReason } from "@homeport/hosts/reasons";
import { Ago } from "../design/ago.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Prose } from "../design/prose.tsx";
import { type Light, StatusDot } from "../design/status-dot.tsx";
import type { HostDetail, HostEvent } from "./host-types.ts";

const kinds: Record<HostEvent["kind"], { label: string; light: Light }> = {
  connected: { label: "Connected", light: "ok" },
  disconnected: { label: "Disconnected", light: "idle" },
  replaced: { label: "Replaced by a newer tunnel", light: "idle" },
  refused: { label: "Refused", light: "bad" },
  flapping: { label: "Comes and goes", light: "warn" },
};

/** What happened to the host's tunnels, newest first. */
export function HostEvents({ host }: { host: HostDetail }) {
  return (
    <Panel>
      <PanelHead title="Events" note="Connects and disconnects, newest first." />
      {host.events.length === 0 ? (
        <p className="px-4 py-6 text-ink-3 text-sm sm:px-5">Nothing has happened yet.</p>
      ) : (
        <ol className="divide-y divide-line">
          {host.events.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function EventRow({ event }: { event: HostEvent }) {
  const { label, light } = kinds[event.kind];
  const where = [event.relayId, event.wire].filter((part) => part !== null).join(" · ");
  return (
    <li className="flex items-baseline gap-3 px-4 py-2.5 text-sm sm:px-5">
      <StatusDot light={light} still />
      <div className="min-w-0 flex-1">
        <p className="text-ink">
          {label}
          {where !== "" && <span className="wrap-anywhere font-mono text-ink-3"> {where}</span>}
        </p>
        {event.reason !== null && isOfflineReason(event.reason) && (
          <p className="text-ink-3">
            <Prose text={explainOffline(event.reason).sentence} />
          </p>
        )}
      </div>
      <span className="shrink-0 text-ink-3">
        <Ago at={event.at} />
      </span>
    </li>
  );
}
