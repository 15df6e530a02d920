import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  type ApiDeps,
  auditFileRoute,
  createAuditFile,
  createVaultAuditFile,
  vaultAuditFileRoute,
} from "@homeport/api";
import { PlatformError } from "@homeport/platform";
import { toHeaders } from "./fetch-bridge.ts";
import type { Mount } from "./mount.ts";

/**
 * `/api/v1/audit.csv`: the record as a file, for who holds `audit.read`. It leaves as it is read, at the pace of its
 * reader; whatever is refused is refused before the first line.
 */
export function createAuditFileMount(deps: ApiDeps): Mount {
  return sendFile(auditFileRoute, createAuditFile(deps), "audit.csv");
}

/** `/api/v1/operator/audit.csv`: what was done to vaults of all organizations, for who holds `vault.operate`. */
export function createVaultAuditFileMount(deps: ApiDeps): Mount {
  return sendFile(vaultAuditFileRoute, createVaultAuditFile(deps), "vault-audit.csv");
}

function sendFile(
  { method }: { readonly method: string },
  readAuditFile: ReturnType<typeof createAuditFile>,
  fileName: string,
): Mount {
  return async function answerAuditFile(request, response, { address, requestId }) {
    if (request.method !== method) {
      response.setHeader("Allow", method);
      throw new PlatformError("METHOD_NOT_ALLOWED");
    }
    const query = new URLSearchParams((request.url ?? "").split("?")[1] ?? "");
    const parts = await readAuditFile(
      {
        headers: toHeaders(request),
        address,
        requestId,
        setCookie: (value) => void response.appendHeader("Set-Cookie", value),
      },
      query,
    );
    response.setHeader("Content-Type", "text/csv; charset=utf-8; header=present");
    response.setHeader("Content-Disposition", `attachment; filename="${fileName}"`);
    response.setHeader("Cache-Control", "no-store");
    try {
      await pipeline(Readable.from(parts), response);
    } catch (error) {
      // A reader who has gone away wants no more of it; anything else ends the answer short, which shows.
      if (!request.socket.destroyed) {
        throw error;
      }
    }
  };
}
