"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { Ago } from "../design/ago.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { mounts } from "../paths.ts";
import { callWords } from "./catalog-state-words.ts";
import { OlderList } from "./older-list.tsx";
import { olderInput, olderQuery } from "./older-query.ts";
import type { CatalogDelivery } from "./operator-types.ts";

const modeWords: Record<CatalogDelivery["mode"], string> = {
  bearer: "by a bearer token",
  hub: "by a forge",
  timestamped: "by Standard Webhooks",
};

/** How a push is told of at once, and the calls of the last day. */
export function CatalogWebhook() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.configuration.queryOptions());
  const variable = (wanted: string) => query.data?.variables.find(({ name }) => name === wanted);
  const secret = variable("HOMEPORT_RELOAD_SECRET");
  const address = `${variable("HOMEPORT_WEB_URL")?.value ?? ""}${mounts.catalogReload}`;
  return (
    <Panel aria-labelledby="catalog-webhook">
      <PanelHead
        id="catalog-webhook"
        title="Webhook"
        note="Whoever hears of a push can have it made live at once; without it the next look finds it."
      />
      <Facts>
        <Fact name="Address">
          <code className="wrap-anywhere text-sm">POST {address}</code>
        </Fact>
        <Fact name="Secret">
          {secret === undefined
            ? "not known"
            : secret.origin === "unset"
              ? "not configured: set HOMEPORT_RELOAD_SECRET of web"
              : "configured"}
        </Fact>
        <Fact name="It is proven by">
          a bearer token, a forge's <code className="text-sm">X-Hub-Signature-256</code>, or the
          headers of Standard Webhooks
        </Fact>
      </Facts>
      <div className="border-line border-t">
        <Deliveries />
      </div>
    </Panel>
  );
}

function Deliveries() {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.catalog.deliveries.infiniteQueryOptions(olderInput, olderQuery),
  );
  return (
    <OlderList
      query={query}
      label="Calls of the webhook"
      empty="Nobody has called it within a day."
    >
      {({ id, mode, outcome, receivedAt }) => (
        <li key={id} className="flex flex-wrap justify-between gap-x-4 px-4 py-2.5 text-sm sm:px-5">
          <span className="text-ink">{modeWords[mode]}</span>
          <span className="text-ink-2">
            {callWords(outcome)} <Ago at={receivedAt} />
          </span>
        </li>
      )}
    </OlderList>
  );
}
