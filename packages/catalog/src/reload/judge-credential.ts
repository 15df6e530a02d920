import { createHmac } from "node:crypto";
import { constantTimeEqual } from "@homeport/platform";

/** The current secret, and the one before it while callers are changed over. */
export interface ReloadSecrets {
  readonly current: string;
  readonly previous: string | null;
}

/** What came with a request to say who asks. */
export type ShownCredential =
  | { readonly mode: "none" }
  | { readonly mode: "bearer"; readonly token: string }
  /** A forge's own: `sha256=` and the HMAC of the body. */
  | { readonly mode: "hub"; readonly signature: string }
  /** Standard Webhooks: an HMAC over an id, the seconds since 1970, and the body. */
  | {
      readonly mode: "timestamped";
      readonly id: string;
      readonly timestamp: string;
      readonly signatures: string;
    };

export type CredentialMode = ShownCredential["mode"];

const mostSignatures = 10;
const mostIdChars = 200;

/**
 * Reads the one credential that counts. `Authorization` does alone where it is there; else `webhook-signature`; else a forge's signature.
 * Never falls through from one to the next: what counts and says nothing is none.
 */
export function readCredential(headers: Headers): ShownCredential {
  const none = { mode: "none" } as const;
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const token = /^bearer +(\S.*)$/i.exec(authorization)?.[1];
    return token === undefined ? none : { mode: "bearer", token };
  }
  const signatures = headers.get("webhook-signature");
  if (signatures !== null) {
    const id = headers.get("webhook-id") ?? "";
    const timestamp = headers.get("webhook-timestamp") ?? "";
    return signatures === "" ? none : { mode: "timestamped", id, timestamp, signatures };
  }
  const signature = headers.get("x-hub-signature-256") ?? "";
  return signature === "" ? none : { mode: "hub", signature };
}

/**
 * Whether a credential proves a secret. With two secrets both are always compared: the time tells nobody which of them was meant. A
 * signature is over `body`, which a bearer token does not speak of.
 */
export function isProven(
  shown: ShownCredential,
  secrets: ReloadSecrets,
  body: Uint8Array,
): boolean {
  const isCurrent = provesOne(shown, secrets.current, body);
  const isPrevious = provesOne(shown, secrets.previous ?? secrets.current, body);
  return isCurrent || isPrevious;
}

function provesOne(shown: ShownCredential, secret: string, body: Uint8Array): boolean {
  switch (shown.mode) {
    case "none":
      return false;
    case "bearer":
      return constantTimeEqual(shown.token, secret);
    case "hub": {
      const mac = createHmac("sha256", secret).update(body).digest("hex");
      return constantTimeEqual(shown.signature, `sha256=${mac}`);
    }
    case "timestamped": {
      const { id, timestamp, signatures } = shown;
      if (id === "" || id.length > mostIdChars || !/^\d{1,12}$/.test(timestamp)) return false;
      const signed = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.`);
      const mac = `v1,${signed.update(body).digest("base64")}`;
      const given = signatures.split(" ").slice(0, mostSignatures);
      return given.map((one) => constantTimeEqual(one, mac)).includes(true);
    }
  }
}

/** A secret in the form in which such senders show theirs holds the key as base64. */
function keyOf(secret: string): Buffer {
  const prefix = "whsec_";
  return secret.startsWith(prefix)
    ? Buffer.from(secret.slice(prefix.length), "base64")
    : Buffer.from(secret, "utf8");
}
