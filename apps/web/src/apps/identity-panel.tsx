"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Select } from "../design/select.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { tellApplied } from "../identities/applied-words.ts";
import { shownName } from "../identities/identity-row.tsx";
import type { Identity } from "../identities/identity-types.ts";
import { useMay } from "../shell/viewer.tsx";
import type { AppGate } from "./app-types.ts";

const byDefault = "default";

/** Under which identity the app knows the organization; a choice counts at once. */
export function IdentityPanel({ gate }: { gate: AppGate }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.identities.list.queryOptions());
  return (
    <Panel aria-label="Identity">
      <PanelHead title="Identity" note="The name and key under which this app knows you." />
      {query.data === undefined && query.isError && (
        <ErrorCard
          className="m-4"
          title="The identities could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data === undefined && !query.isError && <SkeletonRows rows={1} />}
      {query.data !== undefined && <Choice gate={gate} identities={query.data} />}
    </Panel>
  );
}

function Choice({ gate, identities }: { gate: AppGate; identities: readonly Identity[] }) {
  const mayWrite = useMay("gate.write");
  const choose = useChooseIdentity(gate.appId);
  const preferred = identities.find((one) => one.isDefault);
  const options = [
    {
      value: byDefault,
      label: preferred === undefined ? "Default" : `Default (${shownName(preferred)})`,
      note: "Whichever is the default of the organization",
    },
    ...identities.map((one) => ({
      value: one.identityId,
      label: shownName(one),
      ...(one.email === null ? {} : { note: one.email }),
    })),
  ];
  return (
    <div className="px-4 py-4 sm:px-5">
      <Select
        aria-label="Identity of this app"
        value={gate.identityId ?? byDefault}
        options={options}
        disabled={!mayWrite || choose.isPending}
        onChange={(value) =>
          choose.mutate({ appId: gate.appId, identityId: value === byDefault ? null : value })
        }
      />
    </div>
  );
}

function useChooseIdentity(appId: string) {
  const trpc = useTRPC();
  const queryKey = trpc.gate.rules.list.queryKey({ appId });
  return useChange({
    ...trpc.gate.chooseIdentity.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, { identityId }) =>
          typeof cached === "object" ? { ...cached, identityId } : cached,
      },
    ],
    refresh: [queryKey, trpc.identities.pathKey()],
    failed: "The identity was not changed",
    done: ({ applied }) => tellApplied("The app knows you by another identity", applied),
  });
}
