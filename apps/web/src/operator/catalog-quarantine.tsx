"use client";

import { Panel, PanelHead } from "../design/panel.tsx";
import type { CatalogState } from "./operator-types.ts";

/** Entries that are not served as the branch has them. Nothing where there are none. */
export function CatalogQuarantine({ quarantine }: Pick<CatalogState, "quarantine">) {
  if (quarantine.length === 0) return null;
  return (
    <Panel aria-labelledby="catalog-quarantine">
      <PanelHead
        id="catalog-quarantine"
        title="In quarantine"
        note="These keep their last good version, or stay away if they are new, until their files change."
      />
      <ul className="divide-y divide-line">
        {quarantine.map(({ id, key, sinceGeneration, servedVersionId, problems }) => (
          <li key={id} className="px-4 py-3 sm:px-5">
            <p className="wrap-anywhere font-medium text-ink">
              {key}{" "}
              <span className="font-normal text-ink-3 text-sm">
                since generation {sinceGeneration},{" "}
                {servedVersionId === null ? "not served" : "served as it was before"}
              </span>
            </p>
            {problems.map(({ path, line, rule, message }) => (
              <p
                key={`${path} ${line} ${rule} ${message}`}
                className="wrap-anywhere mt-1 text-ink-2 text-sm"
              >
                <span className="font-mono text-ink text-xs">
                  {path}
                  {line !== null && `:${line}`}
                </span>{" "}
                {message} <span className="font-mono text-ink-3 text-xs">{rule}</span>
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
