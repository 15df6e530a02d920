import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkoutFolder } from "../checkout.ts";

const source = "packages/api/src/vault-http/openapi/describe-vaults.ts";

/** The plain routes of vaults as an OpenAPI document. */
export async function renderVaultsApi(): Promise<string> {
  const loaded: { describeVaults(): unknown } = await import(
    pathToFileURL(join(checkoutFolder, source)).href
  );
  return `${JSON.stringify(loaded.describeVaults(), null, 2)}\n`;
}
