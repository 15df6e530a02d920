import { expect, test } from "vitest";
import { auditFileRoute, vaultAuditFileRoute } from "../http/audit-file.ts";
import { galleryRoutes } from "../http/gallery.ts";
import { describeV1 } from "./describe-v1.ts";

type Operation = { readonly security?: readonly object[]; readonly responses?: object };
type Document = { readonly paths: Record<string, Record<string, Operation>> };

const { paths } = describeV1() as Document;

test("the document of all plain routes has those that no other describes, each with who may call it", () => {
  for (const { path } of [
    auditFileRoute,
    vaultAuditFileRoute,
    galleryRoutes.uploads,
    galleryRoutes.tick,
  ]) {
    const operations = Object.values(paths[path] ?? {});
    expect(operations.length, path).toBeGreaterThan(0);
    for (const { security, responses } of operations) {
      expect(security?.length, path).toBeGreaterThan(0);
      expect(responses, path).toHaveProperty("default");
    }
  }
});

test("it leads to vaults and the catalog", () => {
  expect(paths["/api/v1/vaults"]).toEqual({ $ref: "vaults.json#/paths/~1api~1v1~1vaults" });
  expect(Object.keys(paths).some((path) => path.startsWith("/api/v1/catalog"))).toBe(true);
});
