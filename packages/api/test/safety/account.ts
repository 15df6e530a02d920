import { door } from "./door.ts";

const answered = { clientDataJSON: "AA", attestationObject: "AA" };
const assertion = {
  ...{ id: "AA", rawId: "AA", type: "public-key", clientExtensionResults: {}, response: answered },
};

/** A person's own account, and its ways in. */
export const accountDoors = {
  "account.changePassword": door("mutation signed-in", () => ({
    password: "correct horse battery",
  })),
  "account.delete": door("mutation signed-in"),
  "account.keys.create": door("mutation signed-in", ({ appId }) => ({
    name: "ci",
    scopes: { apps: [appId], api: false },
    lifeMs: null,
  })),
  "account.keys.list": door("query signed-in"),
  "account.keys.revoke": door("mutation signed-in", ({ keyId }) => ({ keyId })),
  "account.pairing.create": door("mutation signed-in"),
  "account.pairing.redeem": door("mutation anyone", () => ({ code: "0000-0000" })),
  "account.pairing.status": door("query signed-in", ({ pairingId }) => ({ pairingId })),
  "account.passkeys.add": door("mutation signed-in", () => ({ name: "Key", response: assertion })),
  "account.passkeys.begin": door("mutation signed-in"),
  "account.passkeys.challenge": door("mutation signed-in"),
  "account.passkeys.remove": door("mutation signed-in", ({ codeId }) => ({ passkeyId: codeId })),
  "account.passkeys.rename": door("mutation signed-in", ({ codeId }) => ({
    passkeyId: codeId,
    name: "Key",
  })),
  "account.security": door("query signed-in"),
  "account.sessions.list": door("query signed-in"),
  "account.sessions.rename": door("mutation signed-in", ({ sessionId }) => ({
    sessionId,
    label: "Other",
  })),
  "account.sessions.revoke": door("mutation signed-in", ({ sessionId }) => ({ sessionId })),
  "account.sessions.revokeOthers": door("mutation signed-in"),
  "account.stepUp": door("mutation signed-in", () => ({ code: "123456" })),
  "account.twoFactor.begin": door("mutation signed-in"),
  "account.twoFactor.disable": door("mutation signed-in"),
  "account.twoFactor.enable": door("mutation signed-in", () => ({ code: "123456" })),
  "account.twoFactor.renewBackupCodes": door("mutation signed-in"),
  "account.wallets.link": door("mutation signed-in", () => ({ message: "x", signature: "0x00" })),
  "account.wallets.list": door("query signed-in"),
  "account.wallets.unlink": door("mutation signed-in", ({ codeId }) => ({ walletId: codeId })),
};
