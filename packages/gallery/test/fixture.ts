import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Db, migrate, openDb, schema } from "@homeport/db";
import {
  type Actor,
  createCursorCodec,
  createMetrics,
  deriveKeys,
  newId,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshDatabase } from "@homeport/testkit";
import { createGalleryEvents } from "../src/events.ts";
import { type GalleryContext, type GalleryDeps, galleryPermissions } from "../src/index.ts";
import type { StorageDriver } from "../src/storage/driver.ts";
import { createFileStorage } from "../src/storage/file.ts";
import { workKeyText } from "../src/work/work-key.ts";

/** A database and a folder of its own with this domain's dependencies over them. */
export interface GalleryFixture extends AsyncDisposable {
  readonly db: Db;
  readonly databaseUrl: string;
  readonly folder: string;
  readonly deps: GalleryDeps;
  /** Work that was woken after a commit, as `<kind>-<imageId>`. */
  readonly woken: string[];
  /** A new organization, and its owner's context. */
  organization(): Promise<OwnerContext>;
}

export type OwnerContext = GalleryContext & { organizationId: string; userId: string };

export async function openFixture(
  options: { storage?: StorageDriver } = {},
): Promise<GalleryFixture> {
  const database = await freshDatabase({
    template: {
      key: "gallery",
      prepare: async (url) => void (await migrate({ url, log: silentLog })),
    },
  });
  const folder = await mkdtemp(join(tmpdir(), "homeport-gallery-"));
  const metrics = createMetrics({ app: "test", version: "0" });
  const db = openDb({
    url: database.url,
    app: "test",
    clock: systemClock,
    log: silentLog,
    metrics,
  });
  const woken: string[] = [];
  const deps: GalleryDeps = {
    db,
    storage: options.storage ?? createFileStorage(folder, systemRandom),
    wakeWork: async (keys) => {
      woken.push(...keys.map(workKeyText));
    },
    clock: systemClock,
    random: systemRandom,
    cursors: createCursorCodec(deriveKeys("a secret of at least thirty-two characters")),
    events: createGalleryEvents({ log: silentLog, metrics }),
    maxUploadBytes: 64 * 1024 * 1024,
  };
  return {
    db,
    databaseUrl: database.url,
    folder,
    deps,
    woken,
    organization: () => addOrganization(deps),
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function addOrganization(deps: GalleryDeps): Promise<OwnerContext> {
  const organizationId = newId();
  const userId = newId();
  const email = `${userId}@example.org`;
  await deps.db.orm.insert(schema.users).values({ id: userId, name: "Ada", email });
  await deps.db.orm
    .insert(schema.organizations)
    .values({ id: organizationId, name: "Home", slug: organizationId });
  const actor: Actor = { kind: "user", userId, sessionId: newId(), name: "Ada", email };
  const request = { actor, address: "192.0.2.7", requestId: newId(), organizationId };
  return { ...deps, ...request, userId, permissions: new Set<string>(galleryPermissions) };
}

/** The code of the error that an act is refused with; `null` when it is not refused. */
export async function refusalOf(act: Promise<unknown>): Promise<unknown> {
  const error: unknown = await act.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Error && "code" in error ? error.code : error;
}
