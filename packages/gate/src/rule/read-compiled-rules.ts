import type { Reader } from "@homeport/db";
import { compileRules } from "./compile-rules.ts";
import type { CompiledRules } from "./compiled-rule.ts";
import { readRules } from "./store.ts";

/** The rules of an app as they are stored now; null when one of them is damaged. */
export async function readCompiledRules(db: Reader, appId: string): Promise<CompiledRules | null> {
  const rows = await readRules(db, appId);
  return compileRules(
    rows.map(({ path, match, level, audience, headers }) => {
      return { path, match, level, audience, headers };
    }),
  );
}
