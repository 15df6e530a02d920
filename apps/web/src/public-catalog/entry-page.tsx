import { paths } from "../paths.ts";
import type { ShownEntry } from "./catalog-types.ts";
import { AskedSettings, PathsAndAccess, Permissions, Ports } from "./entry-access.tsx";
import { EntryFacts } from "./entry-facts.tsx";
import { EntryIcon } from "./entry-icon.tsx";
import { EntryReleases } from "./entry-releases.tsx";
import { EntrySection } from "./entry-section.tsx";
import { AssetPicture, Markdown } from "./markdown.tsx";

/** One app: what it is, what it needs, and who could open it. */
export function EntryPage({ shown, mayEdit }: { shown: ShownEntry; mayEdit: boolean }) {
  const { view, full } = shown;
  const { entry, releases, assets } = full;
  return (
    <article>
      <div className="flex justify-between gap-4">
        <a href={paths.catalog()} className="rounded-sm text-ink-3 text-sm hover:text-ink">
          <span aria-hidden="true">←</span> All apps
        </a>
        {mayEdit && (
          <a
            href={paths.editCatalogEntry(view.slug)}
            className="rounded-sm text-ink-3 text-sm hover:text-ink"
          >
            Edit this entry
          </a>
        )}
      </div>
      <header className="mt-4 flex items-start gap-4 sm:gap-5">
        <EntryIcon icon={view.icon} size={64} />
        <div className="min-w-0">
          <h1 className="wrap-anywhere font-semibold text-2xl text-ink tracking-[-0.025em]">
            {view.name}
          </h1>
          <p className="wrap-anywhere mt-1 max-w-[62ch] text-ink-2 text-lg">{view.summary}</p>
          {view.status !== "removed" && <InstallLink shown={shown} />}
        </div>
      </header>
      <Standing shown={shown} />
      <div className="grid gap-x-12 lg:grid-cols-[minmax(0,1fr)_17rem]">
        <div className="order-last min-w-0 lg:order-none">
          {full.description !== "" && (
            <EntrySection id="about" title="About">
              <Markdown text={full.description} assets={assets} />
            </EntrySection>
          )}
          <Screenshots shown={shown} />
          <Permissions permissions={entry.permissions ?? []} />
          <PathsAndAccess paths={entry.paths} />
          <Ports entrypoints={entry.entrypoints} />
          <AskedSettings settings={entry.settings ?? []} />
          <EntryReleases releases={releases} assets={assets} />
        </div>
        <div className="mt-8 lg:mt-10">
          <EntryFacts shown={shown} />
        </div>
      </div>
    </article>
  );
}

/** Whoever is signed out is asked to sign in, and comes back to it. */
function InstallLink({ shown: { view } }: { shown: ShownEntry }) {
  return (
    <p className="mt-4 flex flex-wrap items-center gap-3">
      <a
        href={paths.installEntry(view.slug)}
        className="inline-flex h-9 items-center rounded-md bg-accent px-4 font-medium text-on-accent text-sm hover:opacity-90"
      >
        Install<span className="sr-only"> {view.name}</span>
      </a>
      {!view.hasAddress && (
        <span className="text-ink-3 text-sm">It answers at no public address.</span>
      )}
    </p>
  );
}

const standings = {
  deprecated: "It is deprecated: it still can be installed, but is not looked after for long.",
  removed: "It is no longer in the catalog, and cannot be installed from it any more.",
} as const;

/** Says that an app is on its way out, and what to take instead. */
function Standing({ shown }: { shown: ShownEntry }) {
  const { view, successor } = shown;
  if (view.status !== "deprecated" && view.status !== "removed") return null;
  return (
    <p
      role="note"
      className="mt-6 rounded-lg border border-warn-line bg-warn-soft px-4 py-3 text-ink-2"
    >
      {standings[view.status]}
      {successor !== null && (
        <>
          {" "}
          In its place:{" "}
          <a href={paths.catalogEntry(successor.slug)} className="font-medium text-ink underline">
            {successor.name}
          </a>
          .
        </>
      )}
    </p>
  );
}

function Screenshots({ shown }: { shown: ShownEntry }) {
  const { entry, assets } = shown.full;
  const pictures = (entry.screenshots ?? []).flatMap(({ file, alt }) => {
    const asset = assets.find(({ name }) => name === file);
    return asset === undefined ? [] : [{ asset, alt }];
  });
  if (pictures.length === 0) return null;
  return (
    <EntrySection id="screenshots" title="Screenshots">
      <ul className="grid gap-4 sm:grid-cols-2 [&_img]:h-auto [&_img]:w-full [&_img]:rounded-lg [&_img]:border">
        {pictures.map(({ asset, alt }) => (
          <li key={asset.name}>
            <AssetPicture asset={asset} alt={alt} />
          </li>
        ))}
      </ul>
    </EntrySection>
  );
}
