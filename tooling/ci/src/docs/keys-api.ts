import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkoutFolder } from "../checkout.ts";

const source = "packages/auth/src/key-sign-in/describe-keys.ts";

/** The routes by which keys sign in and out as an OpenAPI document. */
export async function renderKeysApi(): Promise<string> {
  const loaded: { describeKeys(): unknown } = await import(
    pathToFileURL(join(checkoutFolder, source)).href
  );
  return `${JSON.stringify(loaded.describeKeys(), null, 2)}\n`;
}
