import { createHmac } from "node:crypto";
import { type Keys, sha256 } from "@homeport/platform";

/** What is tried: an e-mail address whether or not anybody has it, a known person, a wallet or a passkey. */
export type Account =
  | { readonly kind: "email"; readonly email: string }
  | { readonly kind: "user"; readonly userId: string }
  | { readonly kind: "wallet"; readonly address: string }
  | { readonly kind: "passkey"; readonly credentialId: string };

/** The name of an account in `sign_in_failures`: a keyed digest, so that the table names nobody. */
export function accountKey(keys: Keys, account: Account): string {
  return createHmac("sha256", keys.key("better-auth"))
    .update(`sign-in failures v1 ${account.kind} ${nameOf(account)}`)
    .digest("base64url");
}

/** What was tried, for an audit row. What was typed or sent is hashed: people type their password into any field. */
export function accountTarget(account: Account): { kind: string; id: string } {
  if (account.kind === "user" || account.kind === "wallet") {
    return { kind: account.kind, id: nameOf(account) };
  }
  return {
    kind: `${account.kind}-hash`,
    id: sha256(nameOf(account)).toString("hex").slice(0, 32),
  };
}

function nameOf(account: Account): string {
  switch (account.kind) {
    case "email":
      return account.email.trim().toLowerCase();
    case "user":
      return account.userId;
    case "wallet":
      return account.address.toLowerCase();
    case "passkey":
      return account.credentialId;
  }
}
