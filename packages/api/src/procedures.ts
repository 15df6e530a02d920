import {
  AuthError,
  actorOf,
  actorOfKey,
  type OperatorWord,
  operatorDoor,
  type Permission,
  permissionsOf,
} from "@homeport/auth";
import { isHomeportError, type RequestContext } from "@homeport/platform";
import { chooseOrganization } from "./context/organization.ts";
import type { ApiContext, Caller } from "./context/request.ts";
import { deny, type RecordDenial } from "./deny.ts";
import { toTrpcError } from "./error-map.ts";
import { ApiError } from "./errors.ts";
import { refuseForeignOrigin } from "./origin.ts";
import { takeRate } from "./rate.ts";
import { trpc } from "./trpc.ts";

/** Every refusal of a domain becomes tRPC's own, here and nowhere else. */
const translated = trpc.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok && isHomeportError(result.error.cause)) throw toTrpcError(result.error.cause);
  return result;
});

/** Open to strangers. Limited by address. */
export const publicProcedure = translated.meta({ who: "anyone" }).use(async ({ ctx, next }) => {
  takeRate(ctx, null);
  return await next();
});

/**
 * Open to whoever has a live session, and to programs with a key that may call this API. Limited by person. For a change
 * the session is read from Postgres, whatever the cookie says, and a cookie counts only from the console's own pages.
 */
const callerProcedure = translated.use(
  async ({ ctx, type, next }) => await next({ ctx: await callerOf(ctx, type) }),
);

/** Who calls, and as whom they act; plain routes ask it, too. Throws SIGN_IN_REQUIRED. */
export async function callerOf(
  ctx: ApiContext,
  type: string,
): Promise<{ caller: Caller; acting: RequestContext }> {
  const caller = await readCaller(ctx, type);
  const acting: RequestContext = {
    actor: caller.kind === "key" ? actorOfKey(caller.key) : actorOf(caller.session),
    address: ctx.address,
    requestId: ctx.requestId,
  };
  return { caller, acting };
}

async function readCaller(ctx: ApiContext, type: string): Promise<Caller> {
  const caller = await tellCaller(ctx, type === "mutation");
  takeRate(ctx, caller === null ? null : userIdOf(caller));
  if (caller === null) throw new ApiError("SIGN_IN_REQUIRED");
  if (caller.kind === "session" && type === "mutation") {
    refuseForeignOrigin(ctx.headers, ctx.deps.webUrl);
  }
  return caller;
}

/** A key that is refused counts as a stranger's try. */
async function tellCaller(ctx: ApiContext, fresh: boolean): Promise<Caller | null> {
  try {
    return await ctx.readCaller({ fresh });
  } catch (error) {
    takeRate(ctx, null);
    throw error;
  }
}

function userIdOf(caller: Caller): string {
  return caller.kind === "key" ? caller.key.userId : caller.session.userId;
}

/** Open to people with a live session and to no key: what belongs to a person's own account. */
export const signedInProcedure = callerProcedure
  .meta({ who: "signed-in" })
  .use(async ({ ctx, next }) => {
    if (ctx.caller.kind === "key") throw new AuthError("KEY_REFUSED");
    return await next({ ctx: { session: ctx.caller.session } });
  });

/**
 * Open to operators of the installation who hold `word`: people, and keys of operators that signed in; no API key. Roles
 * count for nothing here, and what it does belongs to no organization. `record` says what is kept of a refusal.
 */
export function operatorProcedure(word: OperatorWord, record?: RecordDenial) {
  return translated
    .meta({ who: operatorDoor(word) })
    .use(async ({ ctx, type, path, getRawInput, next }) => {
      const { acting, words } = await operatorOf(ctx, type);
      if (!words.has(word)) {
        const publicMessage = operatorsOnly;
        await deny(ctx, acting, { type, path, getRawInput }, word, { record, publicMessage });
      }
      return await next({ ctx: { acting, words } });
    });
}

const operatorsOnly = "Only operators of this installation may do this.";

interface OperatorCaller {
  readonly acting: RequestContext;
  /** What they may do now. */
  readonly words: ReadonlySet<OperatorWord>;
}

/** A person who is signed in goes first: the key's cookie counts where nobody is. */
export async function operatorOf(ctx: ApiContext, type: string): Promise<OperatorCaller> {
  const person = await tellCaller(ctx, type === "mutation");
  const key = person === null ? await ctx.readOperatorKey() : null;
  if (key === null) {
    const { caller, acting } = await callerOf(ctx, type);
    if (caller.kind === "key") throw new AuthError("KEY_REFUSED");
    return { acting, words: await ctx.readOperatorWords() };
  }
  const { keyId, words } = key;
  takeRate(ctx, keyId);
  if (type === "mutation") refuseForeignOrigin(ctx.headers, ctx.deps.webUrl);
  const { address, requestId } = ctx;
  return { acting: { actor: { kind: "operator-key", keyId }, address, requestId }, words };
}

/**
 * Open to members of an organization whose role grants `permission`, and to keys that they made in it. The organization
 * is the one that the header `Homeport-Organization` names by id or slug, else the person's oldest; a key's is its own.
 */
export function inOrganization(permission: Permission) {
  return callerProcedure
    .meta({ who: permission })
    .use(async ({ ctx, type, path, getRawInput, next }) => {
      const organization = chooseOrganization(await ctx.readMemberships(), ctx.headers);
      const permissions = permissionsOf(organization.roles);
      if (!permissions.has(permission)) {
        const { organizationId } = organization;
        const asked = { type, path, getRawInput };
        await deny(ctx, { ...ctx.acting, organizationId }, asked, permission);
      }
      const acting = { ...ctx.acting, organizationId: organization.organizationId, permissions };
      return await next({
        ctx: {
          organization,
          permissions,
          acting,
          hosts: { ...ctx.deps.hosts, ...acting },
          gate: { ...ctx.deps.gate, ...acting },
          gallery: { ...ctx.deps.gallery, ...acting },
          vaults: { ...ctx.deps.vaults, ...acting },
        },
      });
    });
}
