import { coordinationErrors } from "@homeport/coordination";
import { dbErrors } from "@homeport/db";
import { type ErrorTable, platformErrors } from "@homeport/platform";
import { z } from "zod";
import { keyAnswers } from "./answers.ts";
import { beginKeySignInInput } from "./begin-key-sign-in.ts";
import { keyRoutes } from "./create-key-sign-in.ts";
import { finishKeySignInInput } from "./finish-key-sign-in.ts";
import { keyIdOf } from "./realms.ts";

type Part = Readonly<Record<string, unknown>>;
type Realm = keyof typeof keyIdOf;

/** Everything that a key may be refused with, by the step that does. */
const codes = {
  challenge: ["INPUT_INVALID"],
  verify: ["CHALLENGE_INVALID"],
  "sign-out": ["REVOKE_FAILED"],
} as const;
const everywhere = ["FORBIDDEN", "RATE_LIMITED", "STORE_BUSY", "STORE_DOWN", "INTERNAL"] as const;

const summaries = {
  challenge: "Ask for the message that a key signs to sign in; an unknown key gets one, too.",
  verify: "Sign a key in for eight hours by its signature over that message.",
  "sign-out": "End the session. A session that is over already is answered the same.",
} as const;

type Step = keyof typeof summaries;

/** The routes by which keys sign in and out as an OpenAPI document, made of the schemas that read their requests. */
export function describeKeys(): Part {
  return {
    openapi: "3.1.0",
    info: {
      title: "Homeport key sign-in",
      version: "1",
      description:
        "Operators' keys are `ed25519:<64 hex>` and hold their session by a cookie; signers of vaults, wallets (`eth:0x<40 hex>`) among them, hold a token. The message has eight lines: the console's domain, `homeport key sign-in`, the address that it is for, the key, the realm, a nonce, and when it was issued and expires. Devices sign it with Ed25519, in base64url; wallets by EIP-191, in 0x.",
    },
    paths: Object.fromEntries(keyRoutes.map((route) => [`/api/keys${route}`, pathOf(route)])),
    components: {
      schemas: { Error: errorSchema() },
      securitySchemes: {
        operator: { type: "apiKey", in: "cookie", name: "__Host-homeport_operator" },
        signer: { type: "http", scheme: "bearer" },
      },
    },
  };
}

function pathOf(route: (typeof keyRoutes)[number]): Part {
  const { realm, step } = readRoute(route);
  const isOut = step === "sign-out";
  const body = isOut ? undefined : bodies[step](realm);
  const content = body && { "application/json": { schema: toJsonSchema(body, "input") } };
  const operation = {
    operationId: `${realm}-${step}`,
    summary: summaries[step],
    // The key itself is what signs in: nobody has to be anybody before.
    security: isOut ? [{ [realm]: [] }] : [],
    ...(content && { requestBody: { required: true, content } }),
    responses: {
      ...successOf(realm, step),
      default: {
        description: `It was refused, or failed: ${[...codes[step], ...everywhere].join(", ")}.`,
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
  return { post: operation };
}

function readRoute(route: string): { realm: Realm; step: Step } {
  const [, realm, step] = route.split("/");
  return {
    realm: realm === "signer" ? "signer" : "operator",
    step: step === "challenge" || step === "verify" ? step : "sign-out",
  };
}

const bodies = {
  challenge: (realm: Realm) => beginKeySignInInput({ keyId: keyIdOf[realm] }),
  verify: (realm: Realm) => finishKeySignInInput({ keyId: keyIdOf[realm] }),
};

function successOf(realm: Realm, step: Step): Part {
  if (step === "sign-out") return { 204: { description: "The session has ended." } };
  const schema = step === "challenge" ? keyAnswers.challenge : keyAnswers[`${realm}Verify`];
  const content = { "application/json": { schema: toJsonSchema(schema, "output") } };
  if (step === "challenge") return { 200: { description: "To be signed.", content } };
  if (realm === "signer") return { 200: { description: "Signed in.", content } };
  const headers = { "Set-Cookie": { schema: { type: "string" }, required: true } };
  return { 200: { description: "Signed in; the cookie holds the session.", headers, content } };
}

function errorSchema(): Part {
  const tables: ErrorTable = { ...platformErrors, ...dbErrors, ...coordinationErrors };
  const known = [...new Set([...Object.values(codes).flat(), ...everywhere])].sort();
  const meanings = known.map((code) => {
    const { status, retryable, message } = tables[code] ?? {};
    return [code, { status, retryable, message }];
  });
  const shape = z.strictObject({
    error: z.strictObject({
      code: z.enum(known),
      message: z.string(),
      retryable: z.boolean(),
      requestId: z.string(),
      retryAfterMs: z.int().optional(),
    }),
  });
  return { ...toJsonSchema(shape, "output"), "x-codes": Object.fromEntries(meanings) };
}

function toJsonSchema(schema: z.ZodType, io: "input" | "output"): Part {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
