"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Ago } from "../design/ago.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { formatBytes, formatCount } from "../design/format.ts";
import { PanelHead } from "../design/panel.tsx";
import { Switch } from "../design/switch.tsx";
import { useMay } from "../shell/viewer.tsx";
import { isOlderAgent } from "./agent-age.ts";
import { DefaultApp } from "./default-app.tsx";
import { OldBadge } from "./host-badges.tsx";
import { describeSystem } from "./host-state.ts";
import type { HostDetail } from "./host-types.ts";
import { RotateHint } from "./rotate-hint.tsx";

const unknown = <span className="text-ink-3">Not known yet</span>;

/** What the machine told about itself when it last connected. */
export function HostFacts({ host, installed }: { host: HostDetail; installed: string }) {
  return (
    <>
      <PanelHead title="Machine" />
      <Facts>
        <Fact name="System">{describeSystem(host.os, host.arch) ?? unknown}</Fact>
        <Fact name="Processors">{host.cpuCount === null ? unknown : host.cpuCount}</Fact>
        <Fact name="Memory">
          {host.memoryBytes === null ? unknown : formatBytes(host.memoryBytes)}
        </Fact>
        <Fact name="Agent">
          {host.agentVersion === null ? (
            unknown
          ) : (
            <span className="inline-flex flex-wrap items-center gap-2">
              <code>{host.agentVersion}</code>
              {isOlderAgent(host.agentVersion, installed) && <OldBadge />}
            </span>
          )}
        </Fact>
        <Fact name="Enrolled">
          <Ago at={host.createdAt} />
        </Fact>
        <Fact name="Apps">{formatCount(host.appCount, "app")}</Fact>
        <Fact name="Host id">
          <code className="text-ink-3 text-sm">{host.hostId}</code>
        </Fact>
      </Facts>
      <div className="grid gap-6 border-line border-t px-4 py-4 sm:px-5">
        <DefaultApp host={host} />
        <MayPublish host={host} />
        <RotateHint />
      </div>
    </>
  );
}

function MayPublish({ host }: { host: HostDetail }) {
  const trpc = useTRPC();
  const mayManage = useMay("host.manage");
  const change = useChange({
    ...trpc.hosts.setMayPublish.mutationOptions(),
    preview: [
      {
        queryKey: trpc.hosts.get.queryKey({ hostId: host.hostId }),
        apply: (cached, { mayPublish }) =>
          typeof cached === "object" ? { ...cached, mayPublish } : cached,
      },
    ],
    refresh: [trpc.hosts.get.queryKey({ hostId: host.hostId })],
    failed: "The permission was not changed",
  });
  return (
    <Switch
      label="May publish apps"
      note="Lets commands on this machine give apps an address, without asking here."
      checked={host.mayPublish}
      disabled={!mayManage || host.status === "revoked"}
      onChange={(mayPublish) => change.mutate({ hostId: host.hostId, mayPublish })}
    />
  );
}
