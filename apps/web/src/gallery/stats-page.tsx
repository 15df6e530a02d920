"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import type { Outputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { formatBytes } from "../design/format.ts";
import { PageBody } from "../design/page.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { ScrollBox } from "../design/scroll-box.tsx";
import { Segments } from "../design/segments.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { monthWords, type RangeName, rangeOf, ranges } from "./stats-range.ts";
import { workLabel } from "./tasks/task-words.ts";

type Stats = Outputs["gallery"]["stats"]["get"];

export function StatsPage() {
  const [range, setRange] = useState<RangeName>("all");
  // Asked once a choice, or each moment would be another question.
  const [asked, setAsked] = useState({});
  const query = useQuery({
    ...useTRPC().gallery.stats.get.queryOptions(asked),
    placeholderData: (previous) => previous,
  });
  return (
    <PageBody>
      <div className="max-w-full overflow-x-auto">
        <Segments
          label="Taken"
          value={range}
          options={ranges}
          onChange={(next) => {
            setRange(next);
            setAsked(rangeOf(next, new Date()));
          }}
        />
      </div>
      {query.isError && (
        <ErrorCard
          title="The statistics could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data === undefined && !query.isError && (
        <Panel>
          <SkeletonRows rows={4} />
        </Panel>
      )}
      {query.data !== undefined && <Figures stats={query.data} />}
    </PageBody>
  );
}

function Figures({ stats }: { stats: Stats }) {
  const { images, bytes, albums, cameras, lenses, months, work, failures } = stats;
  const counts = [
    ["Photos", images.all],
    ["Published", images.published],
    ["With a place", images.located],
    ["Tagged", images.tagged],
    ["In the trash", images.trashed],
  ] as const;
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Figure title="Photos">
        {counts.map(([name, count]) => (
          <Fact key={name} name={name}>
            {count}
          </Fact>
        ))}
      </Figure>
      <Figure title="Storage" note="The trash included.">
        <Fact name="Originals">{formatBytes(bytes.originals)}</Fact>
        <Fact name="Renditions">{formatBytes(bytes.variants)}</Fact>
        <Fact name="Together">{formatBytes(bytes.originals + bytes.variants)}</Fact>
      </Figure>
      <Ranking
        title="By month"
        rows={months.map((row) => ({ ...row, name: monthWords(row.name) }))}
      />
      <Ranking
        title="Largest albums"
        rows={albums.map(({ albumId, title, images: count }) => ({
          ...{ name: title, images: count, href: paths.galleryAlbum(albumId) },
        }))}
      />
      <Ranking
        title="Cameras"
        rows={cameras.map((row) => ({ ...row, href: paths.gallery({ camera: row.name }) }))}
      />
      <Ranking
        title="Lenses"
        rows={lenses.map((row) => ({ ...row, href: paths.gallery({ lens: row.name }) }))}
      />
      <Figure title="Time of a processor for one photo">
        {work.length === 0 && <Fact name="All kinds">0 ms</Fact>}
        {work.map(({ kind, cpuMs, images: count }) => (
          <Fact key={kind} name={workLabel(kind)}>
            {Math.round(cpuMs)} ms
            <span className="ml-2 text-ink-3 text-sm">over {count}</span>
          </Fact>
        ))}
      </Figure>
      <Ranking title="Failures by code" rows={failures} />
    </div>
  );
}

function Figure({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <Panel aria-label={title}>
      <PanelHead title={title} note={note} />
      <Facts>{children}</Facts>
    </Panel>
  );
}

interface RankingProps {
  title: string;
  rows: readonly { name: string; images: number; href?: string }[];
}

/** Names with their counts, each as long as its share of the highest. Where there is nothing it says 0. */
function Ranking({ title, rows }: RankingProps) {
  const most = Math.max(1, ...rows.map(({ images }) => images));
  return (
    <Panel aria-label={title}>
      <PanelHead title={title} />
      {rows.length === 0 && <p className="px-4 py-2.5 text-ink-3 sm:px-5">0</p>}
      <ScrollBox label={`${title}, counted`} className="max-h-72">
        <ul className="divide-y divide-line">
          {rows.map(({ name, images, href }) => (
            <li
              key={`${name} ${href}`}
              className="relative flex justify-between gap-4 px-4 py-2 sm:px-5"
            >
              <span
                aria-hidden="true"
                className="absolute inset-y-1 left-0 rounded-r-sm bg-accent-soft"
                style={{ width: `${(images / most) * 100}%` }}
              />
              <span className="wrap-anywhere relative text-ink">
                {href === undefined ? (
                  name
                ) : (
                  <Link href={href} className="underline-offset-2 hover:underline">
                    {name}
                  </Link>
                )}
              </span>
              <span className="relative text-ink-2 tabular-nums">{images}</span>
            </li>
          ))}
        </ul>
      </ScrollBox>
    </Panel>
  );
}
