import { newId } from "@homeport/platform";
import { z } from "zod";
import { authorizeIdentities } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { type ChangedIdentity, changeIdentity, readChanged } from "./change-identity.ts";
import { identityFields, maxIdentities } from "./identity-fields.ts";
import { makeKeyPair } from "./key-pair.ts";
import { countIdentities, insertIdentity } from "./store.ts";

export const createIdentityInput = z.object(identityFields);

/** Makes another identity with a key pair of its own. Throws TOO_MANY_IDENTITIES. */
export async function createIdentity(
  ctx: GateContext,
  input: z.input<typeof createIdentityInput>,
): Promise<ChangedIdentity> {
  const organizationId = authorizeIdentities(ctx, "identity.write");
  const fields = createIdentityInput.parse(input);
  const identityId = newId();
  const pair = makeKeyPair(ctx.keys, ctx.random, identityId);
  const { fingerprint } = pair;
  const detail = { ...fields, fingerprint };
  const change = { action: "identity.create", organizationId, identityId, detail } as const;
  const applied = await changeIdentity(ctx, change, async (tx) => {
    if ((await countIdentities(tx, organizationId)) >= maxIdentities) {
      throw new GateError("TOO_MANY_IDENTITIES");
    }
    await insertIdentity(tx, { id: identityId, organizationId, ...fields, ...pair });
  });
  return await readChanged(ctx, change, applied);
}
