import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ErrorTable } from "@homeport/platform";
import { checkoutFolder, listFiles, readFiles } from "../checkout.ts";

/** One code of one table, and the package or app that owns it. */
export type ErrorCode = ErrorTable[string] & { code: string; part: string };

const tableName = /export const (\w+Errors) =/g;

/** Every code of every error table of the checkout, by part and code. */
export async function readErrorCodes(): Promise<ErrorCode[]> {
  const files = readFiles(listFiles(), /^(apps|packages)\/[^/]+\/src\/(.*\/)?[\w-]*errors\.ts$/);
  const codes: ErrorCode[] = [];
  for (const { path, text } of files) {
    const part = path.split("/").slice(0, 2).join("/");
    for (const [, name = ""] of text.matchAll(tableName)) {
      for (const [code, row] of Object.entries(await readTable(path, name))) {
        if (isRow(row)) codes.push({ ...row, code, part });
      }
    }
  }
  return codes.sort(
    (left, right) => left.part.localeCompare(right.part) || left.code.localeCompare(right.code),
  );
}

async function readTable(path: string, name: string): Promise<Record<string, unknown>> {
  const loaded: Record<string, Record<string, unknown>> = await import(
    pathToFileURL(join(checkoutFolder, path)).href
  );
  return loaded[name] ?? {};
}

function isRow(row: unknown): row is ErrorTable[string] {
  return typeof row === "object" && row !== null && "status" in row && "message" in row;
}
