"use client";

import { type ReactNode, useState } from "react";
import { changeOf } from "./delta-change.ts";
import { readPayload } from "./payload.ts";
import { StepsView } from "./steps-view.tsx";
import type { Delta, VaultView } from "./vault-types.ts";

export interface DeltaDetailsProps {
  delta: Delta;
  loaded: readonly Delta[];
  vault: VaultView;
}

/** What a change did, and what was signed for it; nothing for one that cannot be read here. */
export function DeltaDetails({ delta, loaded, vault }: DeltaDetailsProps) {
  const payload = readPayload(delta);
  if (payload === undefined) return null;
  return (
    <>
      {delta.kind !== "release@1" && (
        <Unfolded summary="What changed">
          <Changed delta={delta} loaded={loaded} vault={vault} />
        </Unfolded>
      )}
      <Unfolded summary="What was signed">
        <pre className="wrap-anywhere max-h-72 overflow-auto whitespace-pre-wrap rounded-md border border-line bg-sunken p-3 font-mono text-ink-2 text-xs">
          {JSON.stringify(payload, null, 2)}
        </pre>
      </Unfolded>
    </>
  );
}

/** Computed only once somebody looks: it folds what came before. */
function Changed({ delta, loaded, vault }: DeltaDetailsProps) {
  const steps = changeOf(delta, loaded, vault.createdWith);
  if (steps === null) {
    return (
      <p className="text-ink-2">
        What it started from is further back than the changes shown here; show more of them.
      </p>
    );
  }
  if (steps.length === 0) return <p className="text-ink-2">Nothing: it was so before.</p>;
  return <StepsView steps={steps} />;
}

function Unfolded({ summary, children }: { summary: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="text-sm" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer rounded-sm text-ink-3 hover:text-ink">
        {summary}
      </summary>
      <div className="mt-1">{isOpen && children}</div>
    </details>
  );
}
