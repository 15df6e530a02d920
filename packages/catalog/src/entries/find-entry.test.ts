import { expect, it } from "vitest";
import { changeSnapshot, emptySnapshot, type SnapshotRecord } from "../snapshot/snapshot.ts";
import { findEntry } from "./find-entry.ts";

const head = { lineage: "l", generation: 1, commit: "c", acceptedAt: new Date(0) };
const january = Date.parse("2026-01-01");
const march = Date.parse("2026-03-01");

function entry(slug: string, status: "active" | "draft" | "removed"): SnapshotRecord {
  return {
    kind: "entry",
    key: slug,
    lean: {
      ...{ versionId: 1, id: slug, slug, name: slug, summary: "", categories: [], tags: [] },
      ...{ license: "MIT", maintainers: [], status, replacedBy: null, featured: false },
      ...{ architectures: [], requires: [], provides: [], permissions: [], release: null },
      ...{ icon: { sha256: "", extension: "svg" }, hasTemplate: true, hasAddress: true },
      ...{ screenshots: [], addedAt: "2026-01-01", changedAt: "2026-01-01" },
    },
  };
}

function redirect(from: string, to: string, expiresAt?: string): SnapshotRecord {
  return { kind: "redirect", key: from, lean: { to, movedAt: "2026-01-01", expiresAt } };
}

const snapshot = changeSnapshot(emptySnapshot(head), head, {
  put: [
    entry("notes", "active"),
    entry("secret", "draft"),
    entry("gone", "removed"),
    redirect("old", "notes", "2026-02-01"),
    redirect("older", "old", "2026-12-01"),
    redirect("hidden", "secret", "2026-12-01"),
  ],
  removed: [],
});

it.each([
  ["notes", january, { is: "entry", entry: expect.objectContaining({ slug: "notes" }) }],
  ["gone", january, { is: "entry", entry: expect.objectContaining({ status: "removed" }) }],
  ["old", january, { is: "moved", slug: "notes" }],
  ["older", january, { is: "moved", slug: "notes" }],
  ["old", march, { is: "nothing" }],
  ["older", march, { is: "nothing" }],
  ["secret", january, { is: "nothing" }],
  ["hidden", january, { is: "nothing" }],
  ["nobody", january, { is: "nothing" }],
])("looks %s up at %i", (slug, nowMs, found) => {
  expect(findEntry(snapshot, slug, nowMs)).toEqual(found);
});
