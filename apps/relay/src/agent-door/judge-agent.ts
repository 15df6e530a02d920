import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { HostCredentials, OfflineReason } from "@homeport/hosts";
import {
  type AgentHello,
  closeCodes,
  credentialRefused,
  type HelloProof,
  type Verdict,
} from "@homeport/tunnel";
import type { RelayEvents } from "../events.ts";
import { isServedVersion } from "./agent-version.ts";
import type { Credentials } from "./credentials.ts";

/** A host that proved itself, and the one of its keys that did. */
export interface ProvenHost extends HostCredentials {
  readonly provenBy: Buffer;
}

export type VerifySignature = (message: Buffer, key: Buffer, signature: Buffer) => boolean;

/** Ed25519 with a raw key of 32 bytes. */
export const verifyEd25519: VerifySignature = (message, key, signature) =>
  verify(null, message, ed25519Key(key), signature);

/** Stands in for the key of a host that nobody knows: it costs the same, and nobody holds its other half. */
const nobodysKey = Buffer.alloc(32, 0x58);

/**
 * Whether this agent may open a tunnel: a live key of an active host signed the handshake, for that host's
 * own machine, and the agent is new enough. Everything wrong with a credential is one refusal with one
 * sentence and one cost, so that nobody learns which hosts exist.
 */
export function judgeAgent(
  hello: AgentHello,
  proof: HelloProof,
  known: {
    readonly hostId: string;
    readonly credentials: HostCredentials | null;
    readonly minAgentVersion: string;
    readonly verifySignature: VerifySignature;
  },
): Verdict<ProvenHost> {
  const { credentials, verifySignature } = known;
  const keys = credentials?.keys.map((key) => key.publicKey) ?? [];
  const tried = keys.length === 0 ? [nobodysKey] : keys;
  const provenBy = tried.find((key) => verifySignature(proof.message, key, proof.signature));
  const genuine =
    provenBy !== undefined &&
    credentials !== null &&
    credentials.keys.length > 0 &&
    credentials.status === "active" &&
    credentials.hostId === hello.hostId &&
    known.hostId === hello.hostId &&
    credentials.machineId === hello.machineId;
  if (!genuine) return { ok: false, code: closeCodes.CREDENTIAL, text: credentialRefused };
  if (!isServedVersion(hello.agentVersion, known.minAgentVersion)) {
    const text = `this relay needs an agent of version ${known.minAgentVersion} or newer`;
    return { ok: false, code: closeCodes.VERSION, text };
  }
  return { ok: true, value: { ...credentials, provenBy } };
}

/**
 * What a refusal says of the host: only where the machine itself was here, which a key proves that is good
 * or once was. Whoever just claims a host's name changes nothing of what is shown of it.
 */
function reasonOf(
  code: number,
  proof: HelloProof,
  credentials: HostCredentials | null,
  verifySignature: VerifySignature,
): OfflineReason | null {
  if (code === closeCodes.VERSION) return "VERSION_TOO_OLD";
  const former = credentials?.formerKeys ?? [];
  const isFormer = former.some((key) => verifySignature(proof.message, key, proof.signature));
  return isFormer ? "CREDENTIAL_REFUSED" : null;
}

function ed25519Key(raw: Buffer): KeyObject {
  const jwk = { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") };
  return createPublicKey({ key: jwk, format: "jwk" });
}

/** How long an unknown host waits when its key cannot be looked up, in ms. */
const storeAwayGraceMs = 5_000;

/** Judges by the store's keys. While they cannot be read, an agent is told to come back, not that it is wrong. */
export function createJudge(deps: {
  readonly credentials: Pick<Credentials, "read">;
  readonly events: Pick<RelayEvents, "storeFailed">;
  readonly minAgentVersion: string;
  readonly verifySignature: VerifySignature;
  readonly onRefused: (hostId: string, reason: OfflineReason) => void;
}): (hostId: string, hello: AgentHello, proof: HelloProof) => Promise<Verdict<ProvenHost>> {
  function note(
    hostId: string,
    code: number,
    proof: HelloProof,
    credentials: HostCredentials | null,
  ): void {
    const reason = reasonOf(code, proof, credentials, deps.verifySignature);
    if (reason !== null) deps.onRefused(hostId, reason);
  }

  return async (hostId, hello, proof) => {
    try {
      const credentials = await deps.credentials.read(hello.hostId);
      const verdict = judgeAgent(hello, proof, { ...deps, hostId, credentials });
      // Behind the answer, so that the time it takes tells nobody whether there is such a host.
      if (!verdict.ok) setImmediate(() => note(hello.hostId, verdict.code, proof, credentials));
      return verdict;
    } catch (error) {
      deps.events.storeFailed("host-keys", error);
      const text = "the host's key cannot be looked up now";
      return { ok: false, code: closeCodes.OVERLOADED, text, graceMs: storeAwayGraceMs };
    }
  };
}
