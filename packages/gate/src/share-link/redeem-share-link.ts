import { newId, type RequestContext } from "@homeport/platform";
import type { GateDeps } from "../context.ts";
import { GateError } from "../errors.ts";
import { mintAppCookie } from "../session-cache/app-cookie.ts";
import type { LinkSecret } from "./link-secret.ts";
import { insertLinkSession, takeUse } from "./store.ts";

/** Guests of one link at a time; of more the oldest have to come again. */
const sessionsPerLink = 1_000;

export interface LinkRedemption {
  readonly appId: string;
  readonly organizationId: string;
  readonly link: LinkSecret;
}

export interface RedeemedLink {
  /** What the guest's browser keeps. */
  readonly cookie: string;
  /** What is left of the link's life, by the store's clock. */
  readonly lifeMs: number;
  readonly pathScope: string;
}

/**
 * Takes one use of a link and makes an app session that ends with it, in one audited transaction. Throws LINK_ENDED
 * when it has ended, and for what is no link of this app.
 */
export async function redeemShareLink(
  deps: Pick<GateDeps, "db" | "keys" | "random">,
  request: Pick<RequestContext, "address" | "requestId">,
  input: LinkRedemption,
): Promise<RedeemedLink> {
  const { appId, organizationId, link } = input;
  const { linkId } = link;
  const minted = mintAppCookie(deps.keys, appId, deps.random);
  const ctx = { ...request, actor: { kind: "anonymous" } as const };
  const target = { kind: "link", id: linkId };
  const act = { action: "link.redeem", target, organizationId, detail: { appId } };
  return await deps.db.write(ctx, act, async (tx) => {
    const taken = await takeUse(tx, appId, link);
    if (taken === null) throw new GateError("LINK_ENDED");
    const session = { id: newId(), appId, linkId, tokenHash: minted.tokenHash };
    await insertLinkSession(tx, session, sessionsPerLink);
    return { cookie: minted.value, ...taken };
  });
}
