import { paths } from "../paths.ts";
import type { EntryView } from "./catalog-types.ts";
import { EntryIcon } from "./entry-icon.tsx";

export interface EntryCardProps {
  entry: EntryView;
  categoryNames: Readonly<Record<string, string>>;
}

/** An app in the list; the whole card opens its page. */
export function EntryCard({ entry, categoryNames }: EntryCardProps) {
  return (
    <li className="entry-card">
      <EntryIcon icon={entry.icon} size={44} />
      <div className="min-w-0">
        <h3 className="font-semibold text-ink text-lg">
          <a href={paths.catalogEntry(entry.slug)} className="row-link wrap-anywhere">
            {entry.name}
          </a>
        </h3>
        <p className="wrap-anywhere mt-0.5 text-ink-2">{entry.summary}</p>
        <ul aria-label="About it" className="mt-2.5 flex flex-wrap gap-1.5">
          {badgesOf(entry, categoryNames).map(({ text, look }) => (
            <li key={text} className="catalog-badge" data-look={look}>
              {text}
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}

function badgesOf(entry: EntryView, categoryNames: EntryCardProps["categoryNames"]) {
  return [
    ...(entry.status === "deprecated" ? [{ text: "Deprecated", look: "warn" }] : []),
    ...(entry.release?.security === true ? [{ text: "Security release", look: "ok" }] : []),
    ...entry.categories.map((slug) => ({ text: categoryNames[slug] ?? slug, look: "plain" })),
    ...(entry.hasAddress ? [] : [{ text: "No public address", look: "plain" }]),
    ...(entry.permissions.length > 0 ? [{ text: "Asks for more rights", look: "warn" }] : []),
  ];
}
