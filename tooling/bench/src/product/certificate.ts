import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { firstPair } from "@homeport/testkit/certificates";

/** What a visitor has to trust. */
export const certificate = firstPair.cert;

/** Writes a certificate for localhost, and its key, for programs that read them from files. */
export function certificateFiles(folder: string): { cert: string; key: string } {
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  writeFileSync(files.cert, firstPair.cert);
  writeFileSync(files.key, firstPair.key, { mode: 0o600 });
  return files;
}
