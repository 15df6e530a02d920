"use client";

import { Tags } from "lucide-react";
import { Empty } from "../../design/empty.tsx";
import { ErrorCard } from "../../design/error-card.tsx";
import { MoreButton } from "../../design/more-button.tsx";
import { PageBody } from "../../design/page.tsx";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { SkeletonRows } from "../../design/skeleton.tsx";
import { useMay } from "../../shell/viewer.tsx";
import { useTags } from "../use-images.ts";
import { TagRow } from "./tag-row.tsx";

export function TagsPage() {
  const query = useTags();
  const mayPublish = useMay("gallery.publish");
  const tags = query.data?.pages.flatMap(({ items }) => items);
  return (
    <PageBody>
      {query.isError && (
        <ErrorCard
          title="The tags could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      <Panel aria-label="Tags">
        <PanelHead
          title="Tags"
          note="Words by which photos are found. One that spells the same is the same."
        />
        {tags === undefined && !query.isError && <SkeletonRows rows={4} />}
        {tags?.length === 0 && (
          <Empty icon={Tags} title="No tags yet">
            Tag photos under Photos; keywords that a camera or a program wrote into a file become
            tags, too.
          </Empty>
        )}
        {tags !== undefined && tags.length > 0 && (
          <ul aria-label="Tags" className="divide-y divide-line">
            {tags.map((tag) => (
              <TagRow key={tag.tagId} tag={tag} all={tags} mayWrite={mayPublish} />
            ))}
          </ul>
        )}
        <MoreButton
          hasMore={query.hasNextPage}
          busy={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      </Panel>
    </PageBody>
  );
}
