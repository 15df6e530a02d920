"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { Badge } from "../design/badge.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { Live } from "./live.tsx";
import { Migrations } from "./migrations.tsx";
import type { Configuration } from "./operator-types.ts";
import { SecretRows } from "./secret-rows.tsx";

/** What a deployment set is read once: a replica takes its environment at its start. */
const often = { refetchInterval: 30_000, retry: false } as const;

export function ConfigurationPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.configuration.queryOptions(undefined, often));
  return (
    <Live
      query={query}
      title="The configuration could not be loaded"
      oldAfterMs={65_000}
      waiting={
        <Panel>
          <SkeletonRows />
        </Panel>
      }
    >
      {(configuration) => (
        <>
          <SecretRows configuration={configuration} />
          <Migrations />
          {groupsOf(configuration.variables).map(([group, variables]) => (
            <Group key={group} group={group} variables={variables} />
          ))}
        </>
      )}
    </Live>
  );
}

type Variables = Configuration["variables"];

function groupsOf(variables: Variables): [string, Variables][] {
  const groups = Map.groupBy(variables, ({ group }) => group);
  return [...groups].sort(([one], [other]) => one.localeCompare(other));
}

function Group({ group, variables }: { group: string; variables: Variables }) {
  const id = `configuration-${group}`;
  return (
    <Panel aria-labelledby={id}>
      <PanelHead id={id} title={group} note="As the replica took it that answers this page." />
      <ul className="divide-y divide-line">
        {variables.map((variable) => (
          <Row key={variable.name} variable={variable} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ variable: { name, origin, value, isSecret } }: { variable: Variables[number] }) {
  const isSet = origin === "environment" || origin === "file";
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5 sm:px-5">
      <p className="wrap-anywhere font-mono text-ink text-sm">{name}</p>
      <p className="wrap-anywhere min-w-0 text-right text-ink-2 text-sm">
        {isSecret && isSet ? <Badge tone="plain">set, and not shown</Badge> : (value ?? "unset")}
        {origin === "default" && <span className="text-ink-3"> · default</span>}
        {origin === "file" && <span className="text-ink-3"> · from a file</span>}
      </p>
    </li>
  );
}
