import { sha256 } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import { readSource } from "../store.ts";
import { isProven, type ReloadSecrets, type ShownCredential } from "./judge-credential.ts";
import { eventOf, type ForgeEvent, readForgeEvent } from "./read-push.ts";
import { type ReloadAnswer, type ReloadDeps, reloadCatalog } from "./reload.ts";
import { readReloadBody } from "./reload-input.ts";
import { changeDelivery, isTimely } from "./store.ts";
import { type DeliveryMark, takeDelivery } from "./take-delivery.ts";

const toleranceMs = 300_000;

/** A call as it came, with what it shows to say who it is from. */
export interface ReloadCall {
  readonly shown: ShownCredential;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Throws CATALOG_UNAUTHORIZED unless the call proves a secret, and is not signed long before or after now by the store's clock.
 */
export async function authorizeReload(
  deps: Pick<ReloadDeps, "db">,
  secrets: ReloadSecrets,
  { shown, body }: Pick<ReloadCall, "shown" | "body">,
): Promise<void> {
  const isRight = isProven(shown, secrets, body);
  if (!isRight) throw new CatalogError("CATALOG_UNAUTHORIZED");
  if (shown.mode !== "timestamped") return;
  if (await isTimely(deps.db.orm, Number(shown.timestamp), toleranceMs)) return;
  throw new CatalogError("CATALOG_UNAUTHORIZED");
}

/**
 * Does what a call that was let in asks for: a forge's event, or a reload in this endpoint's own words. The header that names an event
 * decides alone which of both it is. Throws what `reloadCatalog` throws, CATALOG_BODY_TYPE, CATALOG_BODY_INVALID and
 * CATALOG_DELIVERY_REPLAYED.
 */
export async function receiveReload(
  deps: ReloadDeps,
  call: ReloadCall,
  signal: AbortSignal,
): Promise<ReloadAnswer> {
  const asked = readCall(call);
  const mark = markOf(call);
  const taken = mark === null ? null : await takeDelivery(deps, mark);
  if (taken?.is === "duplicate") return { is: "duplicate" };
  const deliveryId = taken?.id ?? null;
  const answer = await act(deps, asked, { deliveryId, signal });
  if (deliveryId !== null && (answer.is === "pong" || answer.is === "ignored")) {
    await changeDelivery(deps.db.orm, deliveryId, { outcome: answer.is });
  }
  return answer;
}

type Asked = ForgeEvent | { readonly is: "own"; readonly input: ReturnType<typeof readReloadBody> };

function readCall({ headers, body }: ReloadCall): Asked {
  const text = Buffer.from(body).toString("utf8");
  const contentType = headers.get("content-type");
  const event = eventOf(headers);
  if (event !== null) return readForgeEvent(event, text, contentType);
  return { is: "own", input: readReloadBody(text, contentType) };
}

async function act(
  deps: ReloadDeps,
  asked: Asked,
  way: Parameters<typeof reloadCatalog>[2],
): Promise<ReloadAnswer> {
  switch (asked.is) {
    case "own":
      return reloadCatalog(deps, asked.input, way);
    case "ping":
      return { is: "pong" };
    case "other":
      return { is: "ignored" };
    case "push": {
      const source = await readSource(deps.db.orm);
      if (source !== null && source.branch !== asked.branch) return { is: "ignored" };
      return reloadCatalog(deps, asked.input, way);
    }
  }
}

/** A bearer token says nothing by which one call could be told from another. */
function markOf({ shown, body }: ReloadCall): DeliveryMark | null {
  switch (shown.mode) {
    case "timestamped": {
      const { mode, id, timestamp } = shown;
      return { mode, replayKey: `${mode} ${id} ${timestamp}`, headerId: id };
    }
    case "hub": {
      const digest = Buffer.from(sha256(body)).toString("hex");
      return { mode: "hub", replayKey: `hub ${digest}`, headerId: null };
    }
    case "bearer":
    case "none":
      return null;
  }
}
