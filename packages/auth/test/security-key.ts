import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { webUrl } from "./fixture.ts";

export interface KeyUse {
  /** Whether it checked who holds it; it does unless told. */
  readonly verified?: boolean;
  /** What its counter says; one more than the last time unless told. */
  readonly counter?: number;
  readonly origin?: string;
  readonly rpId?: string;
}

type Ceremony = "webauthn.create" | "webauthn.get";

/** A security key in software: one credential, ES256, that counts its uses. */
export function createSecurityKey() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const credentialId = randomBytes(32);
  let counter = 0;

  function clientData(type: Ceremony, challenge: string, use: KeyUse): Buffer {
    const { origin = webUrl.origin } = use;
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  /** Flags: present 0x01, verified 0x04, with a credential 0x40. */
  function authData(use: KeyUse, credential: Buffer = Buffer.alloc(0)): Buffer {
    counter = use.counter ?? counter + 1;
    const rpHash = createHash("sha256")
      .update(use.rpId ?? webUrl.hostname)
      .digest();
    const flags = 0x01 | (use.verified === false ? 0 : 0x04) | (credential.length > 0 ? 0x40 : 0);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([rpHash, head, credential]);
  }

  function answer<Response>(response: Response) {
    const id = credentialId.toString("base64url");
    return { id, rawId: id, type: "public-key" as const, clientExtensionResults: {}, response };
  }

  return {
    create(
      { challenge }: Pick<PublicKeyCredentialCreationOptionsJSON, "challenge">,
      use: KeyUse = {},
    ) {
      const cose = new Map<number, number | Uint8Array<ArrayBuffer>>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, "base64url"))],
        [-3, new Uint8Array(Buffer.from(y, "base64url"))],
      ]);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const credential = Buffer.concat([
        Buffer.alloc(16),
        length,
        credentialId,
        isoCBOR.encode(cose),
      ]);
      const attestation = new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", new Uint8Array(authData(use, credential))],
      ]);
      const encoded = isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0]);
      return answer({
        clientDataJSON: clientData("webauthn.create", challenge, use).toString("base64url"),
        attestationObject: Buffer.from(encoded).toString("base64url"),
      });
    },

    get({ challenge }: { challenge: string }, use: KeyUse = {}) {
      const client = clientData("webauthn.get", challenge, use);
      const data = authData(use);
      const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
      return answer({
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: sign("sha256", signed, privateKey).toString("base64url"),
      });
    },
  };
}
