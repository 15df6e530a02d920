import type { Delivery } from "../apps/app-types.ts";
import { Lasting } from "../design/ago.tsx";
import { Prose } from "../design/prose.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { describeTarget } from "./target-words.ts";

/** How the host's last connection to the stored target went, and since when they go like that. */
export function TargetStatus({ lastConnect }: Pick<Delivery, "lastConnect">) {
  const { light, label, nextStep } = describeTarget(lastConnect);
  return (
    <div className="grid gap-1.5" aria-live="polite">
      <h3 className="font-medium text-ink text-sm">Last connection</h3>
      <p className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-0.5">
        <StatusDot light={light} still />
        <span className="font-medium text-ink">{label}</span>
        {lastConnect !== null && (
          <span className="text-ink-3 text-sm">
            unchanged for <Lasting since={lastConnect.at} />
          </span>
        )}
      </p>
      <p className="text-ink-3 text-sm">
        {nextStep === null ? (
          lastConnect === null ? (
            "The host tells when a visit makes it connect to this target."
          ) : (
            "As the host saw it when a visit made it connect."
          )
        ) : (
          <Prose text={nextStep} />
        )}
        {lastConnect !== null && lastConnect.error !== null && (
          <span className="block font-mono text-xs">{lastConnect.error}</span>
        )}
      </p>
    </div>
  );
}
