import { passkey } from "@better-auth/passkey";
import { schema } from "@homeport/db";
import { isHomeportError, newId } from "@homeport/platform";
import type { BetterAuthOptions } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import { bearer, deviceAuthorization, organization, siwe } from "better-auth/plugins";
import type { AuthOptions } from "../auth.ts";
import { readApproval } from "../device/approval.ts";
import type { Factors } from "../factors.ts";
import type { RevocationSet } from "../revocation/revocation-set.ts";
import { assuranceOf } from "../session/assurance.ts";
import { iconOfUserAgent } from "../session/user-agent.ts";
import type { HashQueue } from "../sign-in/hash-queue.ts";
import { passwordLength } from "../sign-up/sign-up.ts";
import { inStoreTime, storeNow } from "../store-now.ts";
import { ownEndpoints } from "./own-endpoints.ts";
import type { RequestScopes } from "./request-scope.ts";
import { secondFactorPlugin } from "./second-factor-plugin.ts";

/** The only program that signs in by device authorization. */
export const cliClientId = "homeport-cli";

export const cookieCacheS = 60;
const dayS = 24 * 60 * 60;
const browserLifeS = 7 * dayS;
const cliLifeMs = 30 * dayS * 1000;

export interface FactoryParts {
  readonly options: AuthOptions;
  readonly scopes: RequestScopes;
  readonly revocations: RevocationSet;
  readonly hashes: HashQueue;
  readonly factors: Factors;
}

/** The whole configuration of better-auth; nothing of it comes from the environment. */
export function betterAuthOptions(parts: FactoryParts): BetterAuthOptions {
  const { options, scopes, revocations, hashes } = parts;
  const https = options.webUrl.protocol === "https:";
  return {
    appName: "Homeport",
    baseURL: options.webUrl.origin,
    basePath: "/api/auth",
    secret: options.keys.key("better-auth").toString("base64url"),
    trustedOrigins: [options.webUrl.origin],
    telemetry: { enabled: false },
    // Its own limiter counts per process; ours stands in front of the handler.
    rateLimit: { enabled: false },
    // `transaction` stays off: hashing inside one would hold a connection for as long as others hash.
    database: drizzleAdapter(options.db.orm, {
      provider: "pg",
      // The adapter's plural is the name and an `s`.
      schema: { ...schema, walletAddresss: schema.walletAddresses },
      usePlural: true,
    }),
    logger: {
      level: "warn",
      log: (level, message, ...details) => {
        for (const detail of details) if (isHomeportError(detail)) scopes.noteFailure(detail);
        options.log.debug({ level, details: details.length }, `better-auth: ${message}`);
      },
    },
    // What is no refusal of its own reaches our handler as it was thrown.
    onAPIError: { throw: true },
    advanced: {
      cookiePrefix: "homeport",
      useSecureCookies: https,
      // Said outright, because better-auth turns them off by itself where NODE_ENV says test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      database: { generateId: () => newId() },
      // The address comes from the request scope, where trusted proxies have been taken off.
      ipAddress: { disableIpTracking: true },
    },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      password: {
        hash: (password) => hashes.run(() => hashPassword(password)),
        verify: (pair) => hashes.run(() => verifyPassword(pair)),
      },
    },
    session: {
      expiresIn: browserLifeS,
      updateAge: dayS,
      cookieCache: {
        enabled: true,
        maxAge: cookieCacheS,
        refreshCache: false,
        version: (session, user) => revocations.versionOf(session.id, user.id),
      },
      additionalFields: sessionFields,
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, endpoint) => {
            const scope = scopes.current();
            const isCli = endpoint?.path === "/device/token";
            const approval = isCli ? await readApproval(options.db.orm, endpoint.body) : null;
            if (isCli && approval === null) {
              throw new APIError("BAD_REQUEST", { error: "access_denied" });
            }
            const now = storeNow(options);
            // What better-auth writes is of this machine's clock, and every replica has to judge it alike.
            const ownEnd = isCli ? new Date(Date.now() + cliLifeMs) : session.expiresAt;
            return {
              data: {
                ...session,
                expiresAt: inStoreTime(options, ownEnd),
                authenticatedAt: now,
                lastSeenAt: now,
                ipAddress: scope?.address ?? null,
                userAgent: scope?.userAgent?.slice(0, 400) ?? null,
                kind: isCli ? "cli" : "browser",
                label: isCli ? "homeport" : null,
                icon: isCli ? "unknown" : iconOfUserAgent(scope?.userAgent ?? null),
                ...(approval === null
                  ? { assurance: await assuranceOf(options.db.orm, session.userId, endpoint?.path) }
                  : approval),
              },
            };
          },
        },
      },
    },
    plugins: [
      organization({ schema: { invitation: { additionalFields: invitationFields } } }),
      deviceAuthorization({
        expiresIn: "10m",
        interval: "5s",
        validateClient: (clientId) => clientId === cliClientId,
        verificationUri: new URL("/device", options.webUrl).href,
      }),
      secondFactorPlugin(),
      bearer({ requireSignature: true }),
      // For their columns: what they would answer is answered by our own endpoints, or by nobody.
      passkey({ rpID: options.webUrl.hostname, origin: options.webUrl.origin }),
      siwe({
        domain: options.webUrl.host,
        getNonce: () => Promise.reject(new Error("Nonces are made by our own endpoint")),
        verifyMessage: () => Promise.resolve(false),
      }),
      ownEndpoints(parts),
    ],
  };
}

const sessionFields = {
  kind: { type: "string", required: true, input: false, defaultValue: "browser" },
  label: { type: "string", required: false, input: false },
  icon: { type: "string", required: true, input: false, defaultValue: "unknown" },
  assurance: { type: "number", required: true, input: false, defaultValue: 1 },
  authenticatedAt: {
    type: "date",
    required: true,
    input: false,
    defaultValue: () => new Date(),
  },
  lastSeenAt: { type: "date", required: true, input: false, defaultValue: () => new Date() },
} as const;

const invitationFields = {
  tokenHash: { type: "string", required: false, input: false },
} as const;
