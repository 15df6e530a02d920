import { describe, expect, test } from "vitest";
import { vaultRoutes } from "../routes.ts";
import { describeVaults } from "./describe-vaults.ts";
import { vaultHttpErrors } from "./error-codes.ts";

/** What programs may rely on; a code that is added or goes is a change of this list. */
const codes = [
  ...[
    "VAULT_NOT_FOUND",
    "DELTA_NOT_FOUND",
    "PROPOSAL_NOT_FOUND",
    "VAULT_EXISTS",
    "SOURCE_MISMATCH",
  ],
  ...["VAULT_PAUSED", "VAULT_RELEASED", "DELTA_BUSY", "DELTA_STALE_BASE", "DELTA_LANDED"],
  ...["DELTA_INVALID", "DELTA_MISMATCH", "DELTA_THRESHOLD", "FORBIDDEN", "PROPOSAL_NOT_READY"],
  ...["PROPOSAL_CLOSED", "PROPOSAL_LIMIT", "SIGNATURE_INVALID", "ROSTER_INVALID", "AUTH_FAILED"],
  ...["KEY_SESSION_INVALID", "AUTH_STALE", "AUTH_REPLAY", "REQUEST_INVALID", "CURSOR_INVALID"],
  ...["LIMIT_INVALID", "FILTER_INVALID", "TOO_LARGE", "MEDIA_TYPE", "SOURCE_NOT_ALLOWED"],
  ...["SOURCE_UNAVAILABLE", "STREAM_LIMIT", "RATE_LIMITED", "STORE_BUSY", "STORE_DOWN"],
  ...["OUTCOME_UNKNOWN", "INTERNAL", "NOT_FOUND", "METHOD_NOT_ALLOWED", "ORIGIN_REFUSED"],
  "DRAINING",
];

describe("the description of vaults' routes", () => {
  test("names exactly the codes that the code can answer with", () => {
    const { components } = describeVaults() as {
      components: { schemas: { Error: Record<string, unknown> } };
    };
    expect(Object.keys(vaultHttpErrors).sort()).toEqual(codes.sort());
    expect(Object.keys(components.schemas.Error["x-codes"] ?? {})).toEqual(codes);
  });

  test("has every route, each with its door, and no other", () => {
    const { paths } = describeVaults() as { paths: Record<string, Record<string, object>> };
    const described = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((operation) => Reflect.get(operation, "operationId")),
    );
    expect(described.sort()).toEqual(Object.keys(vaultRoutes).sort());
    expect(paths["/api/v1/vaults/{vaultId}/deltas"]?.["post"]).toMatchObject({
      security: [{ signature: [] }, { keySession: [] }],
      parameters: [{ name: "vaultId", in: "path" }],
    });
  });
});
