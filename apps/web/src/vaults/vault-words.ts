import type { Tone } from "../design/badge.tsx";
import type { Light } from "../design/status-dot.tsx";
import type { Delta, Proposal, Signer, VaultRow, VaultState } from "./vault-types.ts";

/** How a vault stands, in words and by a light. */
export const stateWords: Readonly<Record<VaultState, { label: string; light: Light }>> = {
  canonical: { label: "Canonical", light: "ok" },
  waiting: { label: "Waiting for confirmation", light: "busy" },
  unresolved: { label: "Unresolved — vault unlocked", light: "warn" },
  paused: { label: "Paused", light: "warn" },
  released: { label: "Released", light: "idle" },
  ahead: { label: "Source ahead", light: "bad" },
};

/** What of a vault a verification found wrong. */
export const partWords: Readonly<
  Record<NonNullable<VaultRow["integrityFailure"]>["part"], string>
> = {
  acknowledgements: "its acknowledgements are no whole chain",
  deltas: "its changes do not lead to what it shows",
  state: "its document is not the one that was signed",
};

export const proposalWords: Readonly<Record<Proposal["state"], { label: string; tone: Tone }>> = {
  open: { label: "Open", tone: "accent" },
  ready: { label: "Ready to submit", tone: "accent" },
  submitted: { label: "Submitted", tone: "accent" },
  settled: { label: "Settled", tone: "ok" },
  outdated: { label: "Outdated", tone: "warn" },
  expired: { label: "Expired", tone: "plain" },
  retracted: { label: "Retracted", tone: "plain" },
};

const kinds: Readonly<Record<string, string>> = {
  "create@1": "Created",
  "json-patch@1": "Changed",
  "merge-patch@1": "Merged",
  "replace@1": "Replaced",
  "sealed@1": "Sealed anew",
  "roster@1": "Signers changed",
  "release@1": "Released",
};

/** What a change does, in a word. */
export function kindWords(kind: string): string {
  return kinds[kind] ?? kind;
}

/** What became of a change, with its reason. */
export function statusWords({ status, statusReason }: Delta): { label: string; tone: Tone } {
  const because = statusReason === null ? "" : `: ${statusReason}`;
  switch (status) {
    case "canonical":
      return { label: "Canonical", tone: "ok" };
    case "candidate":
      return { label: "Waiting for confirmation", tone: "accent" };
    case "retained":
      return { label: `Unresolved${because}`, tone: "warn" };
    case "discarded":
      return { label: `Given up${because}`, tone: "plain" };
  }
}

const sources: Readonly<Record<string, string>> = {
  self: "This installation alone",
  memory: "A script, for tests",
  "evm-registry": "A registry on a chain",
  https: "A publisher on the web",
};

/** Where a change has to show before it is history. */
export function sourceWords(kind: string): string {
  return sources[kind] ?? kind;
}

/** An id of a signer that can be told from others at a glance. */
export function shortSigner(id: string): string {
  const [kind = "", rest = ""] = id.split(":");
  return rest.length <= 16 ? id : `${kind}:${rest.slice(0, 8)}…${rest.slice(-4)}`;
}

/** By which name a signer goes in this vault; one that is not on its roster any more has none. */
export function signerName(id: string, signers: readonly Signer[]): string {
  return signers.find((signer) => signer.id === id)?.label ?? shortSigner(id);
}
