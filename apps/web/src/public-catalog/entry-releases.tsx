import type { Asset, Release } from "./catalog-types.ts";
import { EntrySection } from "./entry-section.tsx";
import { Markdown } from "./markdown.tsx";

/** The newest are open to be read; the rest stands in a list that unfolds. */
const shownAtOnce = 5;

export interface EntryReleasesProps {
  /** The newest first. */
  releases: readonly Release[];
  assets: readonly Asset[];
}

export function EntryReleases({ releases, assets }: EntryReleasesProps) {
  if (releases.length === 0) return null;
  const older = releases.slice(shownAtOnce);
  return (
    <EntrySection id="releases" title="Releases">
      <ReleaseRows releases={releases.slice(0, shownAtOnce)} assets={assets} />
      {older.length > 0 && (
        <details className="mt-3">
          <summary className="cursor-pointer text-accent">{older.length} older</summary>
          <div className="mt-3">
            <ReleaseRows releases={older} assets={assets} />
          </div>
        </details>
      )}
    </EntrySection>
  );
}

function ReleaseRows({ releases, assets }: EntryReleasesProps) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1">
      {releases.map((release) => (
        <li key={release.version} className="px-4 py-3">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="wrap-anywhere font-medium text-ink">{release.version}</span>
            {release.security === true && (
              <span className="catalog-badge" data-look="warn">
                Security
              </span>
            )}
            {release.prerelease === true && <span className="catalog-badge">Prerelease</span>}
            <time dateTime={release.date} className="text-ink-3 text-sm">
              {release.date.slice(0, 10)}
            </time>
          </p>
          {release.changes !== undefined && release.changes.length > 0 && (
            <ul className="mt-1.5 list-disc pl-5 text-ink-2">
              {release.changes.map(({ kind, text }) => (
                <li key={`${kind} ${text}`} className="wrap-anywhere">
                  <span className="text-ink-3">{kind}:</span> {text}
                </li>
              ))}
            </ul>
          )}
          {release.notes !== undefined && (
            <div className="mt-2">
              <Markdown text={release.notes} assets={assets} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
