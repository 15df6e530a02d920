import type { Tx } from "@homeport/db";
import { newId } from "@homeport/platform";
import { z } from "zod";
import { addressOf } from "../address/address.ts";
import { readAddresses } from "../address/store.ts";
import { lockGate } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { isCleanPath } from "../rule/check-rules.ts";
import { readCompiledRules } from "../rule/read-compiled-rules.ts";
import { mintLinkSecret } from "./link-secret.ts";
import { maxLiveLinksPerApp, type ShareLinkView } from "./link-view.ts";
import { countLiveLinks, findLink, insertLink } from "./store.ts";
import { viewLink } from "./view-link.ts";

const minuteMs = 60_000;
const maxLifeMs = 366 * 24 * 60 * minuteMs;

export const createShareLinkInput = z.strictObject({
  appId: z.string().min(1).max(64),
  label: z.string().trim().max(100).default(""),
  /** From now, or at an instant; a minute to a year away by the store's clock. */
  ends: z.union([
    z.strictObject({ inMs: z.number().int().min(minuteMs).max(maxLifeMs) }),
    z.strictObject({ at: z.date() }),
  ]),
  /** Null: any number of times. */
  maxUses: z.number().int().min(1).max(1_000_000).nullable().default(null),
  /** The part of the app that it opens, written as in a rule. */
  path: z.string().trim().min(1).max(2048).default("/"),
});

export interface NewShareLink extends ShareLinkView {
  /** The address that opens the app; told this one time. */
  readonly url: string;
}

/**
 * Makes an address that opens the paths of an app whose rule has the level `link`, to whoever holds it, until it ends.
 * Throws LINK_END_INVALID, BAD_RULE for a path that no request could be read as, and TOO_MANY_LINKS.
 */
export async function createShareLink(
  ctx: GateContext,
  input: z.input<typeof createShareLinkInput>,
): Promise<NewShareLink> {
  const organizationId = authorize(ctx, "gate.share");
  const { appId, label, ends, maxUses, path } = createShareLinkInput.parse(input);
  if (!isCleanPath(path)) throw new GateError("BAD_RULE", { publicMessage: pathSentence });
  const id = newId();
  const { secret, secretHash } = mintLinkSecret(ctx.random);
  const detail = { appId, label, path, maxUses };
  const act = { action: "link.create", target: { kind: "link", id }, organizationId, detail };
  return await ctx.db.write(ctx, act, async (tx, after) => {
    if ((await lockGate(tx, organizationId, appId)) === null) throw new GateError("APP_NOT_FOUND");
    if ((await countLiveLinks(tx, appId)) >= maxLiveLinksPerApp) {
      throw new GateError("TOO_MANY_LINKS");
    }
    const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : null;
    const own = { id, appId, organizationId, createdBy, label, pathScope: path, secretHash };
    if (!(await insertLink(tx, { ...own, ends, maxUses }))) {
      throw new GateError("LINK_END_INVALID");
    }
    const row = await findLink(tx, id);
    if (row === null) throw new Error("The link that was just written is not there");
    after.note({ expiresAt: row.expires_at.toISOString() });
    const rules = await readCompiledRules(tx, appId);
    const url = new URL(await readAppUrl(ctx, tx, appId));
    url.pathname = "/.homeport/link";
    url.searchParams.set("t", `${id}.${secret}`);
    return { ...viewLink(row, rules), url: url.href };
  });
}

/** Where the app is shown to answer. */
async function readAppUrl(ctx: GateContext, tx: Tx, appId: string): Promise<string> {
  const addresses = await readAddresses(tx, appId);
  const primary = addresses.find((one) => one.isPrimary);
  if (primary === undefined) throw new GateError("APP_NOT_FOUND");
  return addressOf(ctx.appsUrl, primary.hostname).url;
}

const pathSentence = "Write the path decoded, from /, without query, . or ..";
