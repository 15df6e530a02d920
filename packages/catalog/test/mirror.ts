import { randomBytes } from "node:crypto";
import { groupItems, type ReadFile, recordName, validateTree } from "@homeport/catalog-format";
import { type TestTree, toTreeInput } from "@homeport/catalog-format/testing";
import type { Db } from "@homeport/db";
import { acceptGeneration } from "../src/generations/accept-generation.ts";
import type { NewVersion } from "../src/generations/new-version.ts";
import { readSource } from "../src/store.ts";
import { toVersion } from "../src/sync/judge-commit.ts";

/** The mirror without git: generations are written as a syncer writes them. */
export interface Mirror {
  /** Accepts versions in place of what stands under their keys, and leaves nothing of these names. */
  accept(put: readonly NewVersion[], removed?: readonly string[]): Promise<number>;
}

export function openMirror(db: Db): Mirror {
  return {
    accept: (versions, removed = []) =>
      db.system("test.accept", async (tx) => {
        const source = await readSource(tx);
        const commit = randomBytes(20).toString("hex");
        return acceptGeneration(db, tx, 1n, {
          ...{ commit, tree: commit, origin: "sync", parent: source?.acceptedGeneration ?? null },
          ...{ versions, removed, commits: [commit] },
        });
      }),
  };
}

/** Every record of a tree without problems, dated the first of January. */
export function versionsOf(tree: TestTree): NewVersion[] {
  const { items, read } = toTreeInput(tree);
  const groups = groupItems(items).records;
  const versions: NewVersion[] = [];
  const { problems } = validateTree(items, {
    read,
    onRecord: (record) => {
      const group = groups.get(recordName(record.kind, record.key));
      if (group === undefined) throw new Error("a record has files");
      const contents = new Map(group.files.map(({ path }) => [path, bytesOf(read(path))] as const));
      const byOid = new Map(group.files.map(({ path, oid }) => [oid, contents.get(path)] as const));
      const readObject = async (oid: string) => byOid.get(oid) ?? Buffer.alloc(0);
      versions.push(dated(toVersion(record, group, { contents, read: readObject })));
    },
  });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return versions;
}

function dated(version: NewVersion): NewVersion {
  const at = "2026-01-01T00:00:00.000Z";
  if (version.kind !== "entry") return version;
  return { ...version, lean: { ...version.lean, addedAt: at, changedAt: at } };
}

function bytesOf(file: ReturnType<ReadFile>): Buffer {
  if (!(file instanceof Uint8Array)) throw new Error("a file of the tree is bytes");
  return Buffer.from(file);
}
