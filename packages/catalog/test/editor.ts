import { randomUUID } from "node:crypto";
import { type Actor, systemRandom } from "@homeport/platform";
import { type EditContext, readEntrySource, type Syncer } from "../src/index.ts";
import { openDeafReplica } from "./deaf-replica.ts";
import type { CatalogFixture } from "./fixture.ts";

/** A web replica in which people edit the catalog. */
export interface Editor extends AsyncDisposable {
  /** In the name of a person, ada unless told. */
  as(name?: string): EditContext;
  /** A change of one text file of an entry as `saveEntry` takes it, based on what is served. */
  change(slug: string, file: string, edit: (text: string) => string): Promise<SavedChange>;
}

export interface SavedChange {
  slug: string;
  isNew: false;
  requestId: string;
  changes: [];
  files: { path: string; expectedOid: string | null; content: string; encoding: "utf8" }[];
}

/** Opens one whose waits are ended by this syncer; by nobody where it is null. */
export async function openEditor(
  catalog: CatalogFixture,
  syncer: Pick<Syncer, "sync"> | null,
  options: { writes?: boolean; replicaId?: string } = {},
): Promise<Editor> {
  const { writes = true, replicaId = "web-1" } = options;
  const replica = openDeafReplica(catalog, { replicaId });
  const { reader } = replica;
  await reader.lookNow();
  const as = (name = "ada"): EditContext => ({
    ...{ ...replica, random: systemRandom, writes },
    wake: async () => {
      if (syncer !== null) await syncer.sync(AbortSignal.timeout(60_000));
    },
    ...{ actor: personCalled(name), address: "203.0.113.77", requestId: randomUUID() },
  });
  return {
    as,
    async change(slug, file, edit) {
      const { files } = await readEntrySource(as(), { slug });
      const path = `apps/${slug.slice(0, 2)}/${slug}/${file}`;
      const found = files.find((one) => one.path === path);
      const content = edit(found?.text ?? "");
      const expectedOid = found?.oid ?? null;
      return {
        ...{ slug, isNew: false, requestId: randomUUID(), changes: [] },
        files: [{ path, expectedOid, content, encoding: "utf8" }],
      };
    },
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  };
}

function personCalled(name: string): Actor {
  const userId = `user-${name}`;
  const email = `${name}@people.example`;
  return { kind: "user", userId, sessionId: `session-of-${name}`, name, email };
}
