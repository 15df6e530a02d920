import type { Keys, Random } from "@homeport/platform";
import { z } from "zod";
import { openText, sealText } from "./sealed-text.ts";

const codesSchema = z.array(z.string());

export function sealCodes(
  deps: { readonly keys: Keys; readonly random: Random },
  userId: string,
  codes: readonly string[],
): string {
  return sealText(deps.keys, deps.random, codesRow(userId), JSON.stringify(codes));
}

export function openCodes(keys: Keys, userId: string, sealed: string): string[] {
  return codesSchema.parse(JSON.parse(openText(keys, codesRow(userId), sealed)));
}

function codesRow(userId: string): string {
  return `two_factors.backup_codes ${userId}`;
}
