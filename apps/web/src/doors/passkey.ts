import type { Inputs, Outputs } from "../data/router-types.ts";
import { LocalRefusal } from "./local-refusal.ts";

type CreationOptions = Outputs["account"]["passkeys"]["begin"];
type RequestOptions = Outputs["account"]["passkeys"]["challenge"];
export type Attestation = Inputs["account"]["passkeys"]["add"]["response"];
export type Assertion = Extract<Inputs["account"]["stepUp"], { passkey: unknown }>["passkey"];

/** Lets the browser make a passkey. Throws LocalRefusal. */
export async function makePasskey(options: CreationOptions): Promise<Attestation> {
  requireSupport();
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return answerOf(await ceremony(() => navigator.credentials.create({ publicKey })));
}

/** Lets the browser ask for a passkey. Throws LocalRefusal. */
export async function showPasskey(options: RequestOptions): Promise<Assertion> {
  requireSupport();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return answerOf(await ceremony(() => navigator.credentials.get({ publicKey })));
}

function requireSupport(): void {
  const known = globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON;
  if (typeof known !== "function") {
    throw new LocalRefusal("PASSKEY_UNSUPPORTED");
  }
}

async function ceremony(run: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await run();
    if (credential instanceof PublicKeyCredential) {
      return credential;
    }
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "InvalidStateError") {
      throw new LocalRefusal("PASSKEY_HELD");
    }
    if (name === "SecurityError" || name === "NotSupportedError") {
      throw new LocalRefusal("PASSKEY_UNSUPPORTED");
    }
  }
  throw new LocalRefusal("PASSKEY_CANCELLED");
}

/** The JSON form of an answer is fixed by WebAuthn, of which the server's schema reads a part. */
function answerOf<Answer>(credential: PublicKeyCredential): Answer {
  return credential.toJSON() as Answer;
}
