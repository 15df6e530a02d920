import type { Light } from "../design/status-dot.tsx";
import type { Address, Finding } from "./address-types.ts";

export interface AddressState {
  readonly light: Light;
  readonly word: string;
  /** When it came to be so, where that is known. */
  readonly since: Date | null;
}

/** What an address is at the moment, in a word. A label is nobody's to prove. */
export function readAddressState(
  address: Pick<Address, "kind" | "verifiedAt" | "lostAt">,
): AddressState {
  if (address.kind === "label") return { light: "ok", word: "Given by Homeport", since: null };
  if (address.verifiedAt !== null) {
    return { light: "ok", word: "Verified", since: address.verifiedAt };
  }
  if (address.lostAt !== null) return { light: "bad", word: "Lost", since: address.lostAt };
  return { light: "warn", word: "Waiting for DNS", since: null };
}

/** What the last look at the DNS record saw, and what is to be done about it. */
export function explainFinding(finding: Finding, isVerified: boolean): string {
  switch (finding) {
    case "found":
      return isVerified ? "The record is there." : "The record was there. Verify again.";
    case "missing":
      return isVerified
        ? "The TXT record is gone. The hostname stops answering when it is still missing tomorrow."
        : "There is no such TXT record yet. Providers can take some minutes to publish one.";
    case "different":
      return "A Homeport record is there, but not this one. Replace its value with the one below.";
    case "trouble":
      return "The DNS servers of this name did not answer. Nothing was changed; try again later.";
    case "taken":
      return "The record is there, but another app holds this hostname, and its record stands too. Take that one out, then verify again.";
  }
}
