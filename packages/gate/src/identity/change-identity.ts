import type { Tx, WriteScope } from "@homeport/db";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { type Applied, whenApplied } from "../snapshot/applied.ts";
import { fillDefaultIdentity, findIdentity, lockOrganization, readIdentities } from "./store.ts";
import { type IdentityView, viewIdentity } from "./view.ts";

export interface IdentityChange {
  readonly action:
    | "identity.create"
    | "identity.update"
    | "identity.make-default"
    | "identity.delete";
  readonly organizationId: string;
  readonly identityId: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface ChangedIdentity {
  /** As it is after the change. */
  readonly identity: IdentityView;
  readonly applied: Applied;
}

/**
 * The frame of every writer of identities: under the organization's lock, so that they take turns; the default one
 * never stays without what its creator can give; answered once the relays decide by it.
 */
export async function changeIdentity(
  ctx: GateContext,
  change: IdentityChange,
  write: (tx: Tx, scope: WriteScope) => Promise<void>,
): Promise<Applied> {
  const { organizationId, identityId, action, detail = {} } = change;
  const act = { action, organizationId, detail, target: { kind: "identity", id: identityId } };
  await ctx.db.write(ctx, act, async (tx, after) => {
    await lockOrganization(tx, organizationId);
    await write(tx, after);
    await fillDefaultIdentity(tx, organizationId);
    after.commit(() => ctx.feed.announce("identity", organizationId));
  });
  return await whenApplied(ctx, "identity", organizationId);
}

/** Throws IDENTITY_NOT_FOUND for what is not this organization's. */
export async function requireIdentity(tx: Tx, organizationId: string, identityId: string) {
  const found = await findIdentity(tx, organizationId, identityId);
  if (found === null) throw new GateError("IDENTITY_NOT_FOUND");
  return found;
}

export async function readChanged(
  ctx: GateContext,
  change: IdentityChange,
  applied: Applied,
): Promise<ChangedIdentity> {
  const [row] = await readIdentities(ctx.db.orm, change.organizationId, change.identityId);
  if (row === undefined) throw new GateError("IDENTITY_NOT_FOUND");
  return { identity: viewIdentity(row), applied };
}
