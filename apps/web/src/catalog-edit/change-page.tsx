"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { Live, live } from "../operator/live.tsx";
import { paths } from "../paths.ts";
import { ChangeEnd } from "./change-end.tsx";
import { ChangeSteps } from "./change-steps.tsx";
import { ChangedFiles } from "./changed-files.tsx";
import { Conflict } from "./conflict.tsx";
import { actionWords, isOpen } from "./operation-words.ts";

/** One change of the catalog: how far it has come, what it does, and what stands against it. */
export function ChangePage({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.catalog.operations.get.queryOptions(
      { id },
      {
        retry: live.retry,
        refetchInterval: ({ state }) =>
          state.data === undefined || isOpen(state.data.state) ? live.refetchInterval / 2 : false,
      },
    ),
  );
  return (
    <Live
      query={query}
      title="The change could not be loaded"
      oldAfterMs={Number.POSITIVE_INFINITY}
      waiting={
        <Panel>
          <SkeletonRows />
        </Panel>
      }
    >
      {(operation) => (
        <>
          <PageHead
            title={`${actionWords[operation.action]}: ${operation.slug}`}
            {...(operation.reason === null ? {} : { lead: operation.reason })}
            up={{ label: "Your changes", href: paths.catalogChanges() }}
          />
          <ChangeSteps operation={operation} />
          {operation.state === "conflicted" && <Conflict operation={operation} />}
          <ChangeEnd operation={operation} />
          <ChangedFiles operation={operation} />
        </>
      )}
    </Live>
  );
}
