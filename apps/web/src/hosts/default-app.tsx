"use client";

import { useApps } from "../apps/use-apps.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Field } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { useMay } from "../shell/viewer.tsx";
import type { HostDetail } from "./host-types.ts";

const none = "none";

/** Which app answers programs that name the host alone. */
export function DefaultApp({ host }: { host: HostDetail }) {
  const mayManage = useMay("host.manage");
  const query = useApps({ hostId: host.hostId });
  const apps = query.data?.pages.flatMap((page) => page.items) ?? [];
  const change = useDefaultApp(host);
  return (
    <Field
      label="Default app"
      hint="Answers programs at this host’s own address, where they name no app."
    >
      {(control) => (
        <Select
          {...control}
          value={host.defaultAppId ?? none}
          options={[
            { value: none, label: "None" },
            ...apps.map((app) => ({ value: app.appId, label: app.title })),
          ]}
          disabled={!mayManage || host.status === "revoked" || apps.length === 0}
          onChange={(value) =>
            change.mutate({ hostId: host.hostId, appId: value === none ? null : value })
          }
        />
      )}
    </Field>
  );
}

function useDefaultApp(host: HostDetail) {
  const trpc = useTRPC();
  const queryKey = trpc.hosts.get.queryKey({ hostId: host.hostId });
  return useChange({
    ...trpc.hosts.setDefaultApp.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, { appId }) =>
          typeof cached === "object" ? { ...cached, defaultAppId: appId } : cached,
      },
    ],
    refresh: [queryKey],
    failed: "The default app was not changed",
  });
}
