"use client";

import { Plus, SearchX } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SearchField } from "../design/search-field.tsx";
import { Segments } from "../design/segments.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useSettled } from "../design/use-settled.ts";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import { FirstHost } from "./first-host.tsx";
import { HostList } from "./host-list.tsx";
import { everyHost, type HostFilter, type Presence } from "./host-query.ts";
import { useHosts } from "./use-hosts.ts";

const presences = [
  { value: "all", label: "All" },
  { value: "online", label: "Online" },
  { value: "offline", label: "Offline" },
] as const satisfies readonly { value: Presence; label: string }[];

export function HostsPage({ installed }: { installed: string }) {
  const mayEnroll = useMay("host.enroll");
  const [filter, setFilter] = useState<HostFilter>(everyHost);
  const settled = useSettled(filter);
  const query = useHosts(settled);
  const hosts = query.data?.pages.flatMap((page) => page.items);
  const unfiltered = settled.presence === "all" && settled.text.trim() === "";
  const none = hosts?.length === 0 && unfiltered;
  return (
    <>
      <PageHead
        title="Hosts"
        lead="Machines of yours that dial in. What runs on them can have an address."
        actions={
          mayEnroll && (
            <Button look="primary" asChild>
              <Link href={paths.addHost()}>
                <Plus aria-hidden="true" /> Add host
              </Link>
            </Button>
          )
        }
      />
      {none ? (
        <FirstHost mayEnroll={mayEnroll} />
      ) : (
        <>
          <Filters filter={filter} onChange={setFilter} />
          {query.isError && (
            <ErrorCard
              className="mb-4"
              title="The hosts could not be loaded"
              error={query.error}
              retrying={query.isFetching}
              onRetry={() => void query.refetch()}
            />
          )}
          <Panel
            aria-label="Hosts"
            className={cn(hosts === undefined && query.isError && "hidden")}
          >
            {hosts === undefined && <SkeletonRows />}
            {hosts !== undefined && hosts.length > 0 && (
              <HostList hosts={hosts} installed={installed} />
            )}
            {hosts?.length === 0 && <NothingMatches onReset={() => setFilter(everyHost)} />}
            <MoreButton
              hasMore={query.hasNextPage}
              busy={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          </Panel>
        </>
      )}
    </>
  );
}

function Filters({
  filter,
  onChange,
}: {
  filter: HostFilter;
  onChange: (filter: HostFilter) => void;
}) {
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchField
        label="Search hosts"
        value={filter.text}
        onChange={(text) => onChange({ ...filter, text })}
      />
      <Segments
        label="Which hosts"
        value={filter.presence}
        options={presences}
        onChange={(presence) => onChange({ ...filter, presence })}
      />
    </div>
  );
}

function NothingMatches({ onReset }: { onReset: () => void }) {
  return (
    <Empty
      icon={SearchX}
      title="No host matches"
      action={<Button onClick={onReset}>Show all hosts</Button>}
    >
      Search looks at names; the filter at whether a host is online right now.
    </Empty>
  );
}
