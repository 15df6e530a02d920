import { generateKeyPairSync, sign } from "node:crypto";
import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { z } from "zod";
import { type Replica, webUrl } from "./replica.ts";

/** Somebody who holds a private key. */
export interface TestKey {
  readonly keyId: string;
  sign(message: string): string;
}

export function makeKey(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const bytes = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return {
    keyId: `ed25519:${bytes.toString("hex")}`,
    sign: (message) => sign(null, Buffer.from(message), privateKey).toString("base64url"),
  };
}

/** Makes a key an operator, by its row; answers the operator's id. */
export async function admitKey(
  replica: Replica,
  { keyId }: TestKey,
  permissions = ["fleet.read", "fleet.operate", "queue.operate"],
): Promise<string> {
  const id = newId();
  await replica.db.orm
    .insert(schema.operators)
    .values({ id, kind: "key", keyId, label: "Robot", permissions, createdBy: "test" });
  return id;
}

type Step = "challenge" | "verify" | "sign-out";

/** Sends a step of key sign-in, from an address of its own unless told. */
export function askKeys(
  replica: Replica,
  step: Step,
  body: unknown,
  { cookie, address = nextAddress() }: { cookie?: string; address?: string } = {},
): Promise<Response> {
  const headers = {
    "content-type": "application/json",
    ...(cookie === undefined ? {} : { cookie }),
  };
  const url = new URL(`/api/keys/operator/${step}`, webUrl);
  const request = new Request(url, { method: "POST", headers, body: JSON.stringify(body) });
  return replica.keySignIn(request, { address, requestId: newId() });
}

/** The same of a vault's signer, who holds a token. */
export function askSigners(replica: Replica, step: Step, token: string): Promise<Response> {
  const request = new Request(new URL(`/api/keys/signer/${step}`, webUrl), {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  return replica.keySignIn(request, { address: nextAddress(), requestId: newId() });
}

let addresses = 0;
function nextAddress(): string {
  addresses += 1;
  return `198.51.${Math.floor(addresses / 250)}.${addresses % 250}`;
}

const challengeSchema = z.strictObject({ message: z.string(), expiresAt: z.iso.datetime() });

export async function challengeFor(replica: Replica, { keyId }: TestKey) {
  const answer = await askKeys(replica, "challenge", { keyId });
  return challengeSchema.parse(await answer.json());
}

/** A challenge at one replica, answered at another; the cookie pair of the session. */
export async function signInKey(key: TestKey, at: Replica, then: Replica = at): Promise<string> {
  const { message } = await challengeFor(at, key);
  const body = { keyId: key.keyId, message, signature: key.sign(message) };
  const answer = await askKeys(then, "verify", body);
  if (!answer.ok) throw new Error(`The sign-in was answered with ${answer.status}`);
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}
