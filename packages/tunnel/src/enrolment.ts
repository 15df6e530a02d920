const domain = Buffer.from("homeport-enrol-v1\0", "utf8");

/**
 * What a host signs with its Ed25519 key to prove that it holds it: a word that keeps the signature
 * from meaning anything elsewhere, a zero byte, and the one-time challenge as UTF-8.
 */
export function enrolmentMessage(challenge: string): Buffer {
  return Buffer.concat([domain, Buffer.from(challenge, "utf8")]);
}
