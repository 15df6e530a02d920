"use client";

import { useApps } from "../apps/use-apps.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";

export interface ChosenAppsProps {
  chosen: readonly string[];
  onChange: (appIds: readonly string[]) => void;
}

/** The organization's apps with a box each. */
export function ChosenApps({ chosen, onChange }: ChosenAppsProps) {
  const query = useApps({});
  const apps = query.data?.pages.flatMap((page) => page.items);
  function toggle(appId: string, checked: boolean) {
    const others = chosen.filter((one) => one !== appId);
    onChange(checked ? [...others, appId] : others);
  }
  return (
    <fieldset className="max-h-52 overflow-y-auto rounded-md border border-line-strong">
      <legend className="sr-only">Apps that the key opens</legend>
      {query.isError && (
        <ErrorCard
          className="m-2"
          title="The apps could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {apps === undefined && !query.isError && <SkeletonRows rows={2} />}
      {apps?.length === 0 && <p className="px-3 py-2.5 text-ink-3 text-sm">There is no app yet.</p>}
      {apps?.map((app) => (
        <label
          key={app.appId}
          className="flex items-center gap-2.5 px-3 py-2 text-ink text-sm hover:bg-hover"
        >
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={chosen.includes(app.appId)}
            onChange={(event) => toggle(app.appId, event.target.checked)}
          />
          <span className="min-w-0 truncate">{app.title}</span>
          <span className="min-w-0 truncate font-mono text-ink-3 text-xs">{app.name}</span>
        </label>
      ))}
      <MoreButton
        hasMore={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </fieldset>
  );
}
