"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Ago } from "../../design/ago.tsx";
import { Button } from "../../design/button.tsx";
import { ErrorCard } from "../../design/error-card.tsx";
import { formatCount } from "../../design/format.ts";
import { MoreButton } from "../../design/more-button.tsx";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { SkeletonRows } from "../../design/skeleton.tsx";
import { useMay } from "../../shell/viewer.tsx";
import { nextRunCursor, runListInput } from "./task-query.ts";
import { workLabel } from "./task-words.ts";
import { useTaskKeys } from "./use-tasks.ts";

/** Work that nothing came of: it waits for a person. */
export function SetAsidePanel() {
  const trpc = useTRPC();
  const mayOperate = useMay("gallery.operate");
  const keys = [...useTaskKeys(), trpc.gallery.images.pathKey()];
  const query = useInfiniteQuery(
    trpc.gallery.tasks.setAside.infiniteQueryOptions(runListInput, {
      getNextPageParam: nextRunCursor,
      placeholderData: (previous) => previous,
    }),
  );
  const all = useChange({
    ...trpc.gallery.tasks.retryAll.mutationOptions(),
    refresh: keys,
    failed: "Nothing was retried",
    done: ({ retried }) => `${formatCount(retried, "try", "tries")} more`,
  });
  const one = useChange({
    ...trpc.gallery.images.retry.mutationOptions(),
    refresh: keys,
    failed: "The photo was not retried",
    done: "It is tried again",
  });
  const isRetried = (imageId: string) => one.isPending && one.variables.imageId === imageId;
  const rows = query.data?.pages.flatMap(({ items }) => items);
  return (
    <Panel aria-labelledby="set-aside">
      <PanelHead
        id="set-aside"
        title="Set aside"
        note="Tried often enough, or of a kind that another try does not change. Nobody touches these until somebody retries."
        actions={
          mayOperate && (
            <Button size="sm" busy={all.isPending} onClick={() => all.mutate()}>
              Retry all
            </Button>
          )
        }
      />
      {rows === undefined ? (
        query.isError ? (
          <ErrorCard
            title="What was set aside could not be loaded"
            error={query.error}
            retrying={query.isFetching}
            onRetry={() => void query.refetch()}
          />
        ) : (
          <SkeletonRows rows={2} />
        )
      ) : (
        <ul className="divide-y divide-line">
          {rows.map((row) => (
            <li
              key={`${row.imageId} ${row.kind}`}
              className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5"
            >
              <div className="min-w-0 flex-1 basis-56">
                <p className="wrap-anywhere font-medium text-ink">{row.name}</p>
                <p className="text-ink-2 text-sm">{row.sentence}</p>
                <p className="wrap-anywhere text-ink-3 text-xs">
                  <span className="font-mono">{row.code}</span> · {workLabel(row.kind)} ·{" "}
                  <Ago at={row.at} />
                  {row.detail !== null && ` · ${row.detail}`}
                </p>
              </div>
              {mayOperate && (
                <div className="flex flex-wrap gap-2">
                  {row.code === "IMAGE_DAMAGED" && (
                    <Button
                      size="sm"
                      look="ghost"
                      aria-label={`Show what can be read of ${row.name}`}
                      busy={isRetried(row.imageId)}
                      onClick={() => one.mutate({ imageId: row.imageId, readsDamaged: true })}
                    >
                      Show what can be read
                    </Button>
                  )}
                  <Button
                    size="sm"
                    aria-label={`Retry ${row.name}`}
                    busy={isRetried(row.imageId)}
                    onClick={() => one.mutate({ imageId: row.imageId })}
                  >
                    Retry
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      <MoreButton
        hasMore={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Panel>
  );
}
