"use client";

import { AppWindow, Plus, SearchX } from "lucide-react";
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
import { SkeletonRows } from "../design/skeleton.tsx";
import { useSettled } from "../design/use-settled.ts";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import { type AddApp, AddAppDialog } from "./add-app-dialog.tsx";
import { AppList } from "./app-list.tsx";
import { useApps } from "./use-apps.ts";

export interface AppsPageProps {
  /** Opens the dialog at once, with this host chosen when one is named. */
  add: AddApp | null;
}

export function AppsPage({ add }: AppsPageProps) {
  const mayWrite = useMay("app.write");
  const [text, setText] = useState("");
  const settled = useSettled(text);
  const query = useApps({ text: settled });
  const apps = query.data?.pages.flatMap((page) => page.items);
  const none = apps?.length === 0 && settled.trim() === "";
  return (
    <>
      <PageHead
        title="Apps"
        lead="What runs on your hosts or behind your proxies, each at its own address and behind its own rules."
        actions={mayWrite && <AddLink look="primary" />}
      />
      {none ? (
        <Panel>
          <NoApps mayWrite={mayWrite} />
        </Panel>
      ) : (
        <>
          <div className="mb-4 flex">
            <SearchField label="Search apps" value={text} onChange={setText} />
          </div>
          {query.isError && (
            <ErrorCard
              className="mb-4"
              title="The apps could not be loaded"
              error={query.error}
              retrying={query.isFetching}
              onRetry={() => void query.refetch()}
            />
          )}
          <Panel aria-label="Apps" className={cn(apps === undefined && query.isError && "hidden")}>
            {apps === undefined && <SkeletonRows />}
            {apps !== undefined && apps.length > 0 && <AppList apps={apps} />}
            {apps?.length === 0 && (
              <Empty
                icon={SearchX}
                title="No app matches"
                action={<Button onClick={() => setText("")}>Show all apps</Button>}
              >
                Search looks at titles and names.
              </Empty>
            )}
            <MoreButton
              hasMore={query.hasNextPage}
              busy={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          </Panel>
        </>
      )}
      {mayWrite && <AddAppDialog add={add} />}
    </>
  );
}

function AddLink({ look }: { look: "primary" | "secondary" }) {
  return (
    <Button look={look} asChild>
      <Link href={paths.apps({})} scroll={false}>
        <Plus aria-hidden="true" /> Add app
      </Link>
    </Button>
  );
}

function NoApps({ mayWrite }: { mayWrite: boolean }) {
  return (
    <Empty icon={AppWindow} title="No apps yet" action={mayWrite && <AddLink look="primary" />}>
      <p>
        An app is what listens on a port of a host, or what a host runs for you by a manifest. Give
        one an address here, or on the host itself with{" "}
        <code className="text-ink">homeport expose 3000 --name notes</code>.
      </p>
    </Empty>
  );
}
