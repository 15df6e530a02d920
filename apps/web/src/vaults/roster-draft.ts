import type { Roster, SignerRole } from "@homeport/vaults/core";
import { readSignerId } from "@homeport/vaults/core";

/** A signer as it is typed. */
export interface SignerDraft {
  /** Tells rows apart while ids are typed. */
  readonly key: string;
  readonly id: string;
  readonly label: string;
  readonly role: SignerRole;
}

export function newSigner(key: string): SignerDraft {
  return { key, id: "", label: "", role: "voter" };
}

/** What is wrong with a row, by the field; nothing for one that will do. */
export function faultsOf(
  draft: SignerDraft,
  all: readonly SignerDraft[],
): { readonly id?: string; readonly label?: string } {
  const id = draft.id.trim();
  const isTwice = all.some((other) => other.key !== draft.key && other.id.trim() === id);
  return {
    ...(readSignerId(id) === null
      ? { id: "An id begins with ed25519: or eth:0x, in lower case." }
      : isTwice
        ? { id: "This signer stands here twice." }
        : {}),
    ...(draft.label.trim() === "" ? { label: "Give it a label." } : {}),
  };
}

/** The roster of these rows; null while one of them will not do. */
export function rosterOf(drafts: readonly SignerDraft[], threshold: number): Roster | null {
  const isGood = drafts.every((draft) => Object.keys(faultsOf(draft, drafts)).length === 0);
  if (!isGood || threshold > countVoters(drafts)) return null;
  return {
    threshold,
    signers: drafts.map(({ id, label, role }) => ({
      ...{ id: id.trim(), label: label.trim().normalize("NFC"), role },
    })),
  };
}

export function countVoters(drafts: readonly SignerDraft[]): number {
  return drafts.filter(({ role }) => role === "voter").length;
}
