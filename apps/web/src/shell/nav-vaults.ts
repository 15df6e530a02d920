import { paths } from "../paths.ts";
import type { NavPage } from "./nav.ts";

/** Pages of the vaults, for the search. */
export const vaultPages: NavPage[] = [
  {
    id: "new-vault",
    label: "Create a vault",
    href: paths.newVault(),
    keywords: "new roster threshold voters sign",
    permission: "vault.create",
  },
  {
    id: "vault-keys",
    label: "Device keys",
    href: paths.vaultKeys(),
    keywords: "ed25519 signer browser wallet sign",
    permission: "vault.read",
  },
];
