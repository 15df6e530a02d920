import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkoutFolder } from "../checkout.ts";

const vaults = "packages/api/src/vault-http/openapi/describe-vaults.ts";
const keys = "packages/auth/src/key-sign-in/describe-keys.ts";
const catalog = "packages/api/src/catalog-http/openapi/describe-catalog.ts";
const v1 = "packages/api/src/openapi/describe-v1.ts";

/** The plain routes of vaults as an OpenAPI document. */
export async function renderVaultsApi(): Promise<string> {
  const loaded: { describeVaults(): unknown } = await load(vaults);
  return render(loaded.describeVaults());
}

/** The routes by which keys sign in and out as an OpenAPI document. */
export async function renderKeysApi(): Promise<string> {
  const loaded: { describeKeys(): unknown } = await load(keys);
  return render(loaded.describeKeys());
}

/** The plain routes of the catalog as an OpenAPI document. */
export async function renderCatalogApi(): Promise<string> {
  const loaded: { describeCatalogApi(): unknown } = await load(catalog);
  return render(loaded.describeCatalogApi());
}

/** Every route under `/api/v1` as one OpenAPI document. */
export async function renderV1(): Promise<string> {
  const loaded: { describeV1(): unknown } = await load(v1);
  return render(loaded.describeV1());
}

function load(source: string) {
  return import(pathToFileURL(join(checkoutFolder, source)).href);
}

function render(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
