import { type Keys, openText, type SealDeps, sealText } from "@homeport/platform";
import { z } from "zod";
import { backupCodes } from "../sealed-columns.ts";

const codesSchema = z.array(z.string());

export function sealCodes(deps: SealDeps, userId: string, codes: readonly string[]): string {
  return sealText(deps, { column: backupCodes, rowId: userId }, JSON.stringify(codes));
}

/** Throws when no root secret that is known opens them. */
export function openCodes(keys: Keys, userId: string, sealed: string): string[] {
  const text = openText(keys, { column: backupCodes, rowId: userId }, sealed);
  if (text === null) throw new Error("Backup codes are sealed under another secret");
  return codesSchema.parse(JSON.parse(text));
}
