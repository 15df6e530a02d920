"use client";

import { Ago } from "../design/ago.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import type { VaultRow } from "./vault-types.ts";
import { stateWords } from "./vault-words.ts";

/** How a vault stands; while a change waits, since when. */
export function VaultStatus({ vault }: { vault: Pick<VaultRow, "state" | "candidate"> }) {
  const { label, light } = stateWords[vault.state];
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 text-ink-2 text-sm">
      <StatusDot light={light} />
      {label}
      {vault.state === "waiting" && vault.candidate !== null && (
        <span className="text-ink-3">
          · <Ago at={vault.candidate.acceptedAt} />
        </span>
      )}
    </span>
  );
}
