import { createUseRecorder, writeUses } from "@homeport/gate";
import { addressGroup, isHomeportError, PlatformError } from "@homeport/platform";
import { betterAuth } from "better-auth";
import { getCookies } from "better-auth/cookies";
import { hashPassword } from "better-auth/crypto";
import { errorResponse, finishAnswer, storeFailure } from "./answer.ts";
import { createKeyReader } from "./api-key/read-key.ts";
import type { Auth, AuthOptions, Peer, ReadSessionOptions } from "./auth.ts";
import { betterAuthOptions } from "./better-auth/options.ts";
import { createRequestScopes, type RequestScope } from "./better-auth/request-scope.ts";
import { underCurrentKey } from "./better-auth/rotated-cookies.ts";
import { signCookieValue } from "./better-auth/signed-token.ts";
import { answerDevice } from "./device/answer-route.ts";
import { noteAsker, withAsker } from "./device/asker.ts";
import { slowDown } from "./device/store.ts";
import { createAuthEvents } from "./events.ts";
import { isForeign } from "./foreign-request.ts";
import { createMail } from "./mail/create-mail.ts";
import { answerReset } from "./reset/reset-routes.ts";
import { createRevocationSet } from "./revocation/revocation-set.ts";
import { type AuthRoute, routeOf } from "./routes.ts";
import { createDeviceCookies } from "./session/device-cookie.ts";
import { sessionOf } from "./session/read-session.ts";
import type { Session } from "./session/session.ts";
import { createAccountLock, lockRule } from "./sign-in/account-lock.ts";
import { createAddressLimit } from "./sign-in/address-limit.ts";
import { createHashQueue } from "./sign-in/hash-queue.ts";
import { afterFirstFactor, createSignIn } from "./sign-in/sign-in.ts";
import { createTries } from "./sign-in/tries.ts";
import { setupCode } from "./sign-up/setup-code.ts";
import { readSignUpRule } from "./sign-up/sign-up.ts";
import { storeNow } from "./store-now.ts";

const maxHashesWaiting = 50;
const useFlushMs = 60_000;
const maxUses = 50_000;
/** Twice the cookie cache's life: it also covers two clocks that are apart by as much as is allowed. */
const revocationMemoryMs = 120_000;
const maxFeedAgeMs = 2_000;
const maxClockOffsetMs = 5_000;

/** Sign-in of one process. Opens nothing: stores and feed are handed in. */
export function createAuth(options: AuthOptions): Auth {
  const { clock, feed } = options;
  const scopes = createRequestScopes();
  const hashes = createHashQueue(maxHashesWaiting);
  const events = createAuthEvents(options.log, options.metrics, hashes.waiting);
  const revocations = createRevocationSet({
    clock,
    feed,
    memoryMs: revocationMemoryMs,
    maxEntries: maxUses,
    maxFeedAgeMs,
    maxClockOffsetMs,
  });
  const uses = createUseRecorder({
    clock,
    everyMs: useFlushMs,
    maxSessions: maxUses,
    write: (used) => writeUses(options.db.orm, used),
    onError: events.usesFailed,
  });
  const keyReader = createKeyReader({ db: options.db, clock, uses });
  const tries = createTries({
    db: options.db,
    addresses: createAddressLimit(options.limiter),
    lock: createAccountLock({ db: options.db, keys: options.keys, rule: lockRule }),
    events,
  });
  const { keys, random, webUrl } = options;
  const chains = options.walletChains ?? [1];
  const factors = { keys, random, webUrl, chains, hashes, tries, events };
  const parts = { options, scopes, revocations, hashes, factors };
  const betterOptions = betterAuthOptions(parts);
  const better = betterAuth(betterOptions);
  const deviceCookies = createDeviceCookies(
    getCookies(betterOptions).sessionToken.name,
    options.webUrl.protocol === "https:",
  );
  const signIn = createSignIn({ db: options.db, tries, events });

  const mail = createMail(options.mailer, events.mailFailed);
  const resets = {
    ...options,
    outbox: mail.outbox,
    hashPassword: (password: string) => hashes.run(() => hashPassword(password)),
  };

  async function answer(request: Request, peer: Peer, route: AuthRoute, scope: RequestScope) {
    if (writesForStrangers.has(route)) await takeTurn(options, peer, route);
    if (route === "/sign-in/email") {
      return await signIn(request, peer, async (attempt) => {
        const given = await better.handler(attempt);
        return await finishAnswer(given, scope.failure, route, peer.requestId);
      });
    }
    if (route === "/password/forgot" || route === "/password/reset") {
      await takeTurn(options, peer, route);
      return await answerReset(resets, request, peer, route);
    }
    if (route === "/device/approve" || route === "/device/deny") {
      return await answerDevice({ db: options.db, readFresh }, request, peer, route);
    }
    const deviceCode = route === "/device/token" ? await deviceCodeOf(request) : null;
    const given = await better.handler(request);
    if (deviceCode !== null) await afterPoll(given, deviceCode);
    if (route === "/device/code") await noteAsker(options.db.orm, given, scope);
    const told = route === "/device" ? await withAsker(options.db.orm, request, given) : given;
    const finished = await finishAnswer(told, scope.failure, route, peer.requestId);
    if (route !== "/siwe/verify" || !finished.ok) return finished;
    return await afterFirstFactor({ db: options.db, events }, peer, finished, "wallet");
  }

  const readFresh = (headers: Headers) => readSession(headers, { fresh: true });

  const isOwnClockWrong = () => Math.abs(feed.clockOffsetMs()) > maxClockOffsetMs;

  async function readSession(
    headers: Headers,
    read: ReadSessionOptions = {},
  ): Promise<Session | null> {
    const scope = scopeOf(headers, { address: null, requestId: "" });
    const current = underCurrentKey(headers, options.keys);
    const query = {
      ...(read.fresh === true ? { disableCookieCache: true } : {}),
      // A machine that is behind would give new life to a session that is over.
      ...(isOwnClockWrong() ? { disableRefresh: true } : {}),
    };
    const given = await scopes.run(scope, async () => {
      try {
        return await better.api.getSession({ headers: current, query, returnHeaders: true });
      } catch (error) {
        throw storeFailure(scope.failure ?? error);
      }
    });
    const cookies = given.headers?.getSetCookie() ?? [];
    for (const value of cookies) read.setCookie?.(value);
    const found = sessionOf(given.response);
    // better-auth compares the end of a session with this machine's clock, which may be behind.
    const session = found !== null && found.expiresAt <= storeNow(options) ? null : found;
    // Whenever the cookie cache is written anew, which is at most once a minute.
    if (session?.kind === "device" && cookies.length > 0) {
      const renewed = deviceCookies.renew(headers);
      if (renewed !== null) read.setCookie?.(renewed);
    }
    if (session !== null) uses.note(session.sessionId, null);
    return session;
  }

  async function afterPoll(given: Response, deviceCode: string): Promise<void> {
    if (given.ok) return events.signIn("device-code", "success");
    const body: unknown = await given.clone().json();
    if (isSlowDown(body)) await slowDown(options.db.orm, deviceCode);
  }

  return {
    async handler(request, peer) {
      const { requestId } = peer;
      const route = routeOf(request);
      if (route === "not-found") return errorResponse(new PlatformError("NOT_FOUND"), requestId);
      if (route === "wrong-method") {
        return errorResponse(new PlatformError("METHOD_NOT_ALLOWED"), requestId);
      }
      if (isForeign(request, options.webUrl)) {
        return errorResponse(new PlatformError("FORBIDDEN"), requestId);
      }
      const scope = scopeOf(request.headers, peer);
      try {
        const current = new Request(request, {
          headers: underCurrentKey(request.headers, options.keys),
        });
        return await scopes.run(scope, () => answer(current, peer, route, scope));
      } catch (error) {
        const known = isHomeportError(error) ? error : new PlatformError("INTERNAL");
        if (known.code === "REVOKE_FAILED") events.revokeFailed(error, requestId);
        else if (known.status >= 500) events.failed(error, requestId);
        return errorResponse(known, requestId);
      }
    },

    readSession,

    mailer: mail.mailer,

    deviceCookie(token) {
      const secret = options.keys.key("better-auth").toString("base64url");
      return deviceCookies.make(signCookieValue(token, secret));
    },

    readKey: (headers, { address }) => keyReader.read(headers, address),
    factors,

    readSignUp: () => readSignUpRule(options),

    async announceSetup() {
      const rule = await readSignUpRule(options);
      if (rule.needsSetupCode) events.setupWaits(setupCode(options.keys));
    },

    async [Symbol.asyncDispose]() {
      revocations[Symbol.dispose]();
      await mail[Symbol.asyncDispose]();
      await uses[Symbol.asyncDispose]();
    },
  };
}

/** Each of these writes something for a stranger, so an address gets only so many of them. */
const writesForStrangers: ReadonlySet<AuthRoute> = new Set([
  "/device/code",
  "/passkey/generate-authenticate-options",
  "/sign-up/email",
  "/siwe/nonce",
]);

async function takeTurn(options: AuthOptions, peer: Peer, route: AuthRoute): Promise<void> {
  const group = peer.address === null ? null : addressGroup(peer.address);
  if (group === null) return;
  const taken = await options.limiter.takeFleet("sign-in", `${route} ${group}`);
  if (taken.allowed) return;
  throw new PlatformError("RATE_LIMITED", { retryAfterMs: taken.retryAfterMs });
}

function scopeOf(headers: Headers, peer: Peer): RequestScope {
  return { ...peer, userAgent: headers.get("user-agent"), failure: undefined };
}

function isSlowDown(body: unknown): boolean {
  return typeof body === "object" && body !== null && Reflect.get(body, "error") === "slow_down";
}

async function deviceCodeOf(request: Request): Promise<string | null> {
  try {
    const body: unknown = await request.clone().json();
    if (typeof body !== "object" || body === null) return null;
    const code: unknown = Reflect.get(body, "device_code");
    return typeof code === "string" ? code : null;
  } catch {
    return null;
  }
}
