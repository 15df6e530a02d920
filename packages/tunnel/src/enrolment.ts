const domain = Buffer.from("homeport-enrol-v1\0", "utf8");

/**
 * What a host signs with its Ed25519 key to prove that it holds it: a word that keeps the signature
 * from meaning anything elsewhere, a zero byte, and the one-time challenge as UTF-8.
 */
export function enrolmentMessage(challenge: string): Buffer {
  return Buffer.concat([domain, Buffer.from(challenge, "utf8")]);
}

const machineDomain = Buffer.from("homeport-machine-v1\0", "utf8");

/**
 * What another host of the same machine signs to vouch for a key (raw, 32 bytes) that enrols: a word of its own, a
 * zero byte, the key that enrols, and that key's one-time challenge as UTF-8.
 */
export function machineMessage(newKey: Uint8Array, challenge: string): Buffer {
  return Buffer.concat([machineDomain, newKey, Buffer.from(challenge, "utf8")]);
}
