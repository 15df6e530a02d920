import Link from "next/link";
import { Fact, Facts } from "../design/facts.tsx";
import { formatCount, formatSpan } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { paths } from "../paths.ts";
import type { Overview } from "./operator-types.ts";

const linkLook = "underline decoration-line-strong underline-offset-2 hover:decoration-ink";

/** What waits, and what is connected. */
export function FleetWork({ overview }: { overview: Overview }) {
  const { oldest, hosts, tunnels } = overview;
  return (
    <Panel aria-labelledby="fleet-work">
      <PanelHead id="fleet-work" title="Work" />
      <Facts>
        <Fact name="Oldest due job">
          {oldest === null ? (
            "Nothing waits"
          ) : (
            <>
              {formatSpan(oldest.ms)}, in{" "}
              <Link href={paths.queues()} className={linkLook}>
                {oldest.name}
              </Link>
            </>
          )}
        </Fact>
        <Fact name="Hosts">
          {hosts === 0 ? "No host is connected" : formatCount(hosts, "host")}
          {hosts > 0 && tunnels !== null && ` by ${formatCount(tunnels, "tunnel")}`}
        </Fact>
      </Facts>
    </Panel>
  );
}
