import { newId } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import type { ReloadDeps } from "./reload.ts";
import {
  type DeliveryRow,
  findDelivery,
  findEarlier,
  findSync,
  insertDelivery,
  type NewDelivery,
} from "./store.ts";

/** How a delivery is known again. */
export interface DeliveryMark {
  readonly mode: "hub" | "timestamped";
  /** The same for the very same call. */
  readonly replayKey: string;
  /** Under which a sender tries again. */
  readonly headerId: string | null;
}

/** The row of a delivery that is to be worked on, or that the one before it did all there was to do. */
export type TakenDelivery =
  | { readonly is: "fresh"; readonly id: string }
  | { readonly is: "duplicate" };

const good = new Set([
  "already-loaded",
  "in-sync",
  "fast-forwarded",
  "ignored",
  "pong",
  "duplicate",
]);

/**
 * Notes a delivery, and tells whether it was there before. A timestamped one that is sent again unchanged is somebody's replay; one that
 * was signed anew is the sender's next try, as is any call of a forge: those do nothing where the first one ended well, and are worked on
 * where it did not. Throws CATALOG_DELIVERY_REPLAYED.
 */
export async function takeDelivery(deps: ReloadDeps, mark: DeliveryMark): Promise<TakenDelivery> {
  const row: NewDelivery = { id: newId(), ...mark };
  const isNew = await deps.db.system("catalog.delivery", (tx) => insertDelivery(tx, row));
  if (!isNew && mark.mode === "timestamped") throw new CatalogError("CATALOG_DELIVERY_REPLAYED");
  const before = isNew
    ? await findEarlier(deps.db.orm, row)
    : [await findDelivery(deps.db.orm, mark.replayKey)].filter((one) => one !== null);
  for (const one of before) {
    if (await hasEndedWell(deps, one)) return { is: "duplicate" };
  }
  return { is: "fresh", id: isNew ? row.id : (before[0]?.id ?? row.id) };
}

async function hasEndedWell(deps: ReloadDeps, { outcome, seq }: DeliveryRow): Promise<boolean> {
  if (outcome !== null) return good.has(outcome);
  const sync = seq === null ? null : await findSync(deps.db.orm, seq);
  return sync !== null && good.has(sync.outcome);
}
