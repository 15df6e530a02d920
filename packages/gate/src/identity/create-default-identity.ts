import { newId } from "@homeport/platform";
import type { GateDeps, GateWork } from "../context.ts";
import { makeKeyPair } from "./key-pair.ts";
import { insertIdentity } from "./store.ts";

export interface NewDefaultIdentity {
  readonly organizationId: string;
  /** Of whoever creates the organization; either may be missing. */
  readonly name: string | null;
  readonly email: string | null;
}

/**
 * Gives a new organization the identity by which its apps know it, in the transaction that creates the
 * organization: there is none without exactly one.
 */
export async function createDefaultIdentity(
  deps: Pick<GateDeps, "keys" | "random" | "feed">,
  work: GateWork,
  input: NewDefaultIdentity,
): Promise<{ readonly identityId: string; readonly fingerprint: string }> {
  const identityId = newId();
  const pair = makeKeyPair(deps.keys, deps.random, identityId);
  await insertIdentity(work.tx, {
    id: identityId,
    organizationId: input.organizationId,
    name: input.name ?? "",
    email: input.email,
    isDefault: true,
    ...pair,
  });
  work.after.commit(() => deps.feed.announce("identity", input.organizationId));
  return { identityId, fingerprint: pair.fingerprint };
}
