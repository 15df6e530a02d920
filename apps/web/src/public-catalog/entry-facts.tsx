import type { ReactNode } from "react";
import { formatBytes } from "../design/format.ts";
import { paths } from "../paths.ts";
import type { ShownEntry } from "./catalog-types.ts";
import { processorWords } from "./catalog-words.ts";
import { OuterLink } from "./markdown.tsx";

/** What is known of an app, beside what it says of itself. */
export function EntryFacts({ shown }: { shown: ShownEntry }) {
  const { view, full, categoryNames, maintainers, links: ofFolder } = shown;
  const { entry } = full;
  const needs = needsOf(entry.resources);
  const [addedOn, changedOn] = [view.addedAt.slice(0, 10), view.changedAt.slice(0, 10)];
  const links = [
    { label: "Website", href: entry.website },
    { label: "Source", href: entry.source },
    { label: "Documentation", href: entry.docs },
    { label: "Help", href: entry.support },
  ].filter(({ href }) => href !== undefined);
  return (
    <aside aria-label="Facts" className="rounded-lg border border-line bg-surface p-4 shadow-1">
      <dl className="grid gap-4">
        <Fact name="License">{view.license}</Fact>
        <Fact name="Links">
          <ul>
            {links.map(({ label, href }) => (
              <li key={label}>
                <OuterLink href={href} className="inline-block py-1 text-accent hover:underline">
                  {label}
                </OuterLink>
              </li>
            ))}
          </ul>
        </Fact>
        {view.release !== null && (
          <Fact name="Newest release">
            {view.release.version}, {view.release.date.slice(0, 10)}
          </Fact>
        )}
        <Fact name="Runs on">{entry.architectures.map(processorWords).join("; ")}</Fact>
        {needs !== "" && <Fact name="Needs">{needs}</Fact>}
        <Fact name="Categories">
          <ul className="flex flex-wrap gap-1.5">
            {view.categories.map((slug) => (
              <li key={slug}>
                <a
                  href={paths.catalog(new URLSearchParams({ category: slug }).toString())}
                  className="catalog-badge hover:text-ink"
                >
                  {categoryNames[slug] ?? slug}
                </a>
              </li>
            ))}
          </ul>
        </Fact>
        {entry.upstreamAuthor !== undefined && <Fact name="Made by">{entry.upstreamAuthor}</Fact>}
        {maintainers.length > 0 && (
          <Fact name="Entry kept by">
            {maintainers.map(({ name, url }, index) => (
              <span key={name}>
                {index > 0 && ", "}
                <OuterLink href={url ?? undefined}>{name}</OuterLink>
              </span>
            ))}
          </Fact>
        )}
        <Fact name="In the catalog">
          since {addedOn}
          {changedOn !== addedOn && `, changed ${changedOn}`}
          {ofFolder !== null && (
            <span className="mt-1 flex gap-4">
              <OuterLink href={ofFolder.source} className="text-accent hover:underline">
                View source
              </OuterLink>
              <OuterLink href={ofFolder.history} className="text-accent hover:underline">
                History
              </OuterLink>
            </span>
          )}
        </Fact>
      </dl>
    </aside>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-ink-3 text-xs">{name}</dt>
      <dd className="wrap-anywhere mt-0.5 text-ink">{children}</dd>
    </div>
  );
}

/** Empty where the entry says nothing of it. */
function needsOf(resources: ShownEntry["full"]["entry"]["resources"]): string {
  const { memoryBytes, diskBytes, gpu } = resources ?? {};
  return [
    memoryBytes === undefined ? "" : `${formatBytes(memoryBytes)} of memory`,
    diskBytes === undefined ? "" : `${formatBytes(diskBytes)} on the disk to begin with`,
    gpu === true ? "better with a graphics card" : "",
  ]
    .filter((need) => need !== "")
    .join(", ");
}
