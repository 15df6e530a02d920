import { readFailure } from "./error.ts";
import { readFields, readText } from "./read-answer.ts";
import type { Transport } from "./transport.ts";

/**
 * Signs the signer in, so that reads, and changes that carry a signature of their own, need no signature for the request
 * beside it: a wallet then asks its owner once. Lasts for eight hours, or until `signOut`.
 */
export async function signIn(transport: Transport): Promise<{ readonly expiresAt: Date }> {
  const keyId = transport.signerId;
  const begun = await post(transport, "challenge", { keyId });
  const message = readText(begun, "message");
  const signature = await transport.signer.sign(message);
  const session = await post(transport, "verify", { keyId, message, signature });
  const token = readText(session, "token");
  transport.useSession(token);
  return { expiresAt: new Date(readText(session, "expiresAt")) };
}

async function post(transport: Transport, step: string, body: unknown) {
  const response = await transport.fetch(new URL(`/api/keys/signer/${step}`, transport.baseUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw await readFailure(response);
  return readFields(await response.json());
}
