import { Notice } from "../design/notice.tsx";
import type { Overview } from "./operator-types.ts";

/** What is wrong with the fleet as a whole. A screen reader hears what is added, and nothing while nothing changes. */
export function FleetWarnings({ warnings }: { warnings: Overview["warnings"] }) {
  return (
    <ul aria-label="Warnings" aria-live="polite" className="grid gap-2 empty:hidden">
      {warnings.map(({ code, sentence, runbook }) => (
        <li key={`${code} ${sentence}`}>
          <Notice tone={code === "none-live" ? "bad" : "warn"} title={`${sentence}.`}>
            What to do: <code className="wrap-anywhere font-mono">docs/runbooks/{runbook}.md</code>
          </Notice>
        </li>
      ))}
    </ul>
  );
}
