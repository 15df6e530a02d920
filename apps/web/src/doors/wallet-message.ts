export interface WalletMessageFields {
  /** Origin of this console. */
  origin: string;
  address: string;
  chainId: number;
  nonce: string;
  issuedAt: string;
}

/** What a wallet is asked to sign, as ERC-4361 lays it out. */
export function walletMessage(fields: WalletMessageFields): string {
  const { origin, address, chainId, nonce, issuedAt } = fields;
  return [
    `${new URL(origin).host} wants you to sign in with your Ethereum account:`,
    address,
    "",
    "Show that this wallet is yours. This costs nothing and moves nothing.",
    "",
    `URI: ${origin}`,
    "Version: 1",
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${issuedAt}`,
  ].join("\n");
}

/** The bytes of a text as wallets want them: hex, so that none reads it as anything else. */
export function hexOfText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** "0x1234…abcd". */
export function shortAddress(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}
