import { actorId } from "@homeport/platform";
import { type VaultReader, VaultsError } from "@homeport/vaults";
import { isNewsOf } from "../../context/right-news.ts";
import { actorOf, hasSignerSession, readerOf, renewActor, renewSignerSession } from "../caller.ts";
import type { VaultCall } from "../deps.ts";

/** Why somebody may read a stream, and how to find out whether that still holds. */
export interface StreamRight {
  /** Whose streams are counted together. */
  readonly principal: string;
  /** Whether it may have ended by now without an announcement: then it is looked at. */
  isDueAt(now: Date): boolean;
  /** Whether news of this session, person or key may have ended it. */
  hangsOn(key: string): boolean;
  /** Throws what the caller would be refused with now. */
  check(): Promise<void>;
}

/** The right of whoever asks to read one vault; `require` throws for who may not. */
export async function readerRight(
  call: VaultCall,
  require: (reader: VaultReader) => Promise<void>,
): Promise<{ readonly reader: VaultReader; readonly right: StreamRight }> {
  if (call.signed === null && hasSignerSession(call.request.headers))
    return await sessionRight(call, require);
  if (call.signed === null) {
    const { ctx, right } = await actorRightOf(call, require);
    return { reader: readerOfContext(ctx), right };
  }
  const { signerId } = call.signed;
  // The time of a signature is judged once, when the stream begins.
  const lasting = { kind: "signer", signerId, timestampMs: null } as const;
  return {
    reader: { kind: "signer", ...call.signed },
    right: {
      ...{ principal: signerId, isDueAt: () => false, hangsOn: () => false },
      check: () => require(lasting),
    },
  };
}

async function sessionRight(call: VaultCall, require: (reader: VaultReader) => Promise<void>) {
  const reader = await readerOf(call);
  const principal = reader.kind === "signer" ? reader.signerId : "";
  const check = async () => require(await renewSignerSession(call));
  return { reader, right: { principal, isDueAt: () => true, hangsOn: () => false, check } };
}

/** The right of an actor to hear of all vaults of an organization. Throws AUTH_FAILED, FORBIDDEN. */
export async function organizationRight(
  call: VaultCall,
): Promise<{ readonly organizationId: string; readonly right: StreamRight }> {
  const { ctx, right } = await actorRightOf(call, async (reader) => {
    if (reader.kind !== "actor" || !reader.permissions.has("vault.read")) {
      throw new VaultsError("FORBIDDEN");
    }
  });
  const { organizationId } = ctx;
  if (organizationId === undefined || !ctx.permissions.has("vault.read")) {
    throw new VaultsError("FORBIDDEN");
  }
  return { organizationId, right };
}

async function actorRightOf(call: VaultCall, require: (reader: VaultReader) => Promise<void>) {
  const ctx = await actorOf(call, "query");
  // The first look after the stream has begun tells when the session runs out.
  let endsAt: Date | null = new Date(0);
  const right: StreamRight = {
    principal: `actor ${actorId(ctx.actor) ?? ""}`,
    isDueAt: (now) => endsAt !== null && endsAt <= now,
    hangsOn: (key) => isNewsOf(ctx.actor, key),
    async check() {
      const renewed = await renewActor(call, ctx.organizationId);
      endsAt = renewed.endsAt;
      await require(renewed.reader);
    },
  };
  return { ctx, right };
}

function readerOfContext(ctx: {
  readonly organizationId?: string;
  readonly permissions: ReadonlySet<string>;
}): VaultReader {
  return { kind: "actor", organizationId: ctx.organizationId, permissions: ctx.permissions };
}
