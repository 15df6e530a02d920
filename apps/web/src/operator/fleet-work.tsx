import Link from "next/link";
import { Fact, Facts } from "../design/facts.tsx";
import { formatCount, formatSpan } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { paths } from "../paths.ts";
import type { Overview } from "./operator-types.ts";

const linkLook = "underline decoration-line-strong underline-offset-2 hover:decoration-ink";

/** What waits, what is connected, and what was refused. */
export function FleetWork({ overview }: { overview: Overview }) {
  const { oldest, hosts, tunnels, refused } = overview;
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
        <Fact name="Refused by limits">
          {refused === null ? (
            "No replica has said"
          ) : (
            <>
              <Link href={paths.limits()} className={linkLook}>
                {refused === 0 ? "Nothing" : formatCount(refused, "request")}
              </Link>{" "}
              in the last two minutes
            </>
          )}
        </Fact>
      </Facts>
    </Panel>
  );
}
