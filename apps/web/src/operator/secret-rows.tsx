import { Badge } from "../design/badge.tsx";
import { formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import type { Configuration } from "./operator-types.ts";

const tones = { current: "ok", previous: "warn", unknown: "bad" } as const;

/** Ids of the root secrets, and what is sealed under which. */
export function SecretRows({ configuration }: { configuration: Configuration }) {
  const { kid, previousKid, sealed } = configuration;
  return (
    <Panel aria-labelledby="secret-rows">
      <PanelHead
        id="secret-rows"
        title="Root secret"
        note={
          previousKid === null
            ? `Its id is ${kid}. No previous one is set.`
            : `Its id is ${kid}, that of the previous one ${previousKid}.`
        }
      />
      {sealed.length === 0 ? (
        <p className="px-4 py-4 text-ink-2 text-sm sm:px-5">No row is sealed.</p>
      ) : (
        <ul className="divide-y divide-line">
          {sealed.map(({ table, column, kid: sealedBy, secret, rows }) => (
            <li
              key={`${table}.${column}.${sealedBy}`}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 sm:px-5"
            >
              <p className="wrap-anywhere font-mono text-ink text-sm">
                {table}.{column}
              </p>
              <p className="flex items-center gap-2 text-ink-2 text-sm tabular-nums">
                {formatCount(rows, "row")} under {sealedBy}
                <Badge tone={tones[secret]}>{secret}</Badge>
              </p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
