import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { actingUser } from "../session/acting-user.ts";
import { passkeyNameField } from "./add-passkey.ts";
import { updatePasskeyName } from "./store.ts";

export const renamePasskeyInput = z.strictObject({
  passkeyId: z.string().min(1).max(64),
  name: passkeyNameField,
});

/** Throws PASSKEY_NOT_FOUND for one that is gone or somebody else's. */
export async function renamePasskey(
  ctx: FactorContext,
  input: z.output<typeof renamePasskeyInput>,
): Promise<void> {
  const { userId } = actingUser(ctx);
  const { passkeyId, name } = input;
  const act = { action: "passkey.rename", target: { kind: "passkey", id: passkeyId } };
  await ctx.db.write(ctx, { ...act, detail: { name } }, async (tx) => {
    if (!(await updatePasskeyName(tx, { userId, passkeyId }, name))) {
      throw new AuthError("PASSKEY_NOT_FOUND");
    }
  });
}
