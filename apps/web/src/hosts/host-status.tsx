"use client";

import { Ago, Lasting } from "../design/ago.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { type HostStateFacts, readHostState } from "./host-state.ts";

/** A light, a word, and since when: "Online for 3 h", "Offline, last seen 5 min ago". */
export function HostStatus({ host }: { host: HostStateFacts }) {
  const state = readHostState(host);
  return (
    <span className="inline-flex items-center gap-2">
      <StatusDot light={state.light} />
      <span>
        <span className="font-medium text-ink">{state.label}</span>
        {state.at !== null && (
          <span className="text-ink-3">
            {state.light === "ok" ? (
              <>
                {" "}
                for <Lasting since={state.at} />
              </>
            ) : (
              <>
                {" · "}last seen <Ago at={state.at} />
              </>
            )}
          </span>
        )}
      </span>
    </span>
  );
}
