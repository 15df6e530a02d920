import { createHash } from "node:crypto";
import { type ExportRow, exportVault, getVaultInput } from "@homeport/vaults";
import { readerOf } from "./caller.ts";
import type { VaultCall } from "./deps.ts";
import type { VaultAnswer } from "./exchange.ts";
import type { RouteParams } from "./match-route.ts";
import { readInput } from "./read-input.ts";

/**
 * All of a vault's history as lines of JSON, each made when its reader is ready for it. The last line counts and hashes the
 * ones before, so that a copy which was cut short shows.
 */
export async function answerExport(call: VaultCall, params: RouteParams): Promise<VaultAnswer> {
  const input = readInput(getVaultInput, params);
  const reader = await readerOf(call);
  const rows = exportVault(call.deps.api.vaults, reader, input)[Symbol.asyncIterator]();
  // What is refused is refused before the answer begins.
  const first = await rows.next();
  const lines = writeLines(first, rows);
  return {
    status: 200,
    headers: {
      "Content-Type": "application/x-ndjson",
      "Content-Disposition": `attachment; filename="vault-${input.vaultId}.ndjson"`,
      "Cache-Control": "no-store",
    },
    body: lines,
  };
}

async function* writeLines(
  first: IteratorResult<ExportRow>,
  rows: AsyncIterator<ExportRow>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let lines = 0;
  for (let next = first; next.done !== true; next = await rows.next()) {
    const row = next.value;
    if (row.row === "end") {
      const end = { ...row, lines, sha256: `0x${hash.digest("hex")}` };
      yield Buffer.from(`${JSON.stringify(end)}\n`);
      return;
    }
    const line = Buffer.from(`${JSON.stringify(row)}\n`);
    hash.update(line);
    lines += 1;
    yield line;
  }
}
