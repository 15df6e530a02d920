"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Ago } from "../design/ago.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { formatBytes, formatCount } from "../design/format.ts";
import { PanelHead } from "../design/panel.tsx";
import { Switch } from "../design/switch.tsx";
import { useMay } from "../shell/viewer.tsx";
import { describeSystem } from "./host-state.ts";
import type { HostDetail } from "./host-types.ts";

const unknown = <span className="text-ink-3">Not known yet</span>;

/** What the machine told about itself when it last connected. */
export function HostFacts({ host }: { host: HostDetail }) {
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
          {host.agentVersion === null ? unknown : <code>{host.agentVersion}</code>}
        </Fact>
        <Fact name="Relays">
          {host.relayIds.length === 0 ? (
            <span className="text-ink-3">None now</span>
          ) : (
            <span title={host.relayIds.join(", ")}>
              <code>{host.relayIds.join(", ")}</code>
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
      <div className="border-line border-t px-4 py-4 sm:px-5">
        <MayPublish host={host} />
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
