import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder, listFiles, readFiles } from "../checkout.ts";
import { renderConfiguration, renderEnvironment, renderNamesOfPrograms } from "./configuration.ts";
import { readErrorCodes } from "./error-codes.ts";
import { withErrorCodes } from "./failure-modes.ts";
import { renderMetrics } from "./metrics.ts";
import { renderCatalogApi, renderKeysApi, renderV1, renderVaultsApi } from "./plain-api.ts";
import { withRateBand } from "./rate-band.ts";
import { withRecordReference } from "./record-reference.ts";
import { indexShowingTests, productTests } from "./showing-tests.ts";

/** A page that is made from the code, and what it should hold. */
export type GeneratedPage = { path: string; text: string };

const metricSources = /^(apps|packages)\/[^/]+\/src\/(?!.*\.test\.ts$).*\.ts$/;

/** Makes every generated page anew. Throws when the code cannot be read as documentation. */
export async function generatePages(): Promise<GeneratedPage[]> {
  const sources = readFiles(listFiles(), metricSources);
  const codes = await readErrorCodes();
  const showing = indexShowingTests(readFiles(listFiles(), productTests), codes);
  const failureModes = "docs/failure-modes.md";
  const page = readFileSync(join(checkoutFolder, failureModes), "utf8");
  const many = "docs/multi-replica.md";
  const manyPage = readFileSync(join(checkoutFolder, many), "utf8");
  const records = "docs/guides/catalog-repository.md";
  const guide = readFileSync(join(checkoutFolder, records), "utf8");
  return [
    { path: "docs/configuration.md", text: await renderConfiguration() },
    { path: ".env.example", text: await renderEnvironment() },
    { path: "packages/platform/src/env/names-of-programs.ts", text: await renderNamesOfPrograms() },
    { path: "docs/metrics.md", text: renderMetrics(sources) },
    { path: "docs/openapi/keys.json", text: await renderKeysApi() },
    { path: "docs/openapi/catalog.json", text: await renderCatalogApi() },
    { path: "docs/openapi/v1.json", text: await renderV1() },
    { path: "docs/openapi/vaults.json", text: await renderVaultsApi() },
    { path: many, text: await withRateBand(manyPage) },
    { path: records, text: withRecordReference(guide) },
    { path: failureModes, text: withErrorCodes(page, codes, showing) },
  ];
}

/** Pages that no longer say what the code does. */
export async function findDrift(): Promise<string[]> {
  const pages = await generatePages();
  return pages
    .filter(({ path, text }) => readOrEmpty(path) !== text)
    .map(({ path }) => `${path} is not what the code says; \`pnpm write-docs\` writes it anew`);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(join(checkoutFolder, path), "utf8");
  } catch {
    return "";
  }
}
