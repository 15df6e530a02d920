import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { makeKey } from "../operator-key.ts";
import { call, dataOf, type Person } from "../people.ts";
import type { Replica } from "../replica.ts";
import { createVaultAt, openHandler } from "../vault-http.ts";

export const exampleManifest = {
  version: 1,
  name: "ticker",
  title: "Ticker",
  runtime: "process",
  process: { argv: ["ticker"] },
};

/** An organization of an owner and a member, with one of everything in it. */
export interface Filling {
  readonly replica: Replica;
  readonly owner: Person;
  readonly member: Person;
  readonly organization: string;
}

/** What belongs to it, by id; and the slug of its gallery, which strangers may name. */
export type Named = Awaited<ReturnType<typeof fillOrganization>>;

export async function fillOrganization(of: Filling) {
  const { replica, owner, member, organization } = of;
  const act = async <Shape>(path: string, input: unknown, shape: z.ZodType<Shape>) =>
    shape.parse(dataOf(await call(replica, "mutation", path, input, { as: owner, organization })));
  const hostId = await addHost(of);
  const target = { hostId, name: "notes", target: "3000" };
  const { appId } = await act("apps.create", target, z.object({ appId: z.string() }));
  const code = await act("hosts.createCode", {}, z.object({ codeId: z.string() }));
  const wanted = { name: "ci", scopes: { apps: [appId], api: true }, lifeMs: null };
  const key = await act("account.keys.create", wanted, z.object({ keyId: z.string() }));
  const shared = { appId, ends: { inMs: 3_600_000 } };
  const link = await act("shareLinks.create", shared, z.object({ linkId: z.string() }));
  const paired = z.object({ pairingId: z.string() });
  const pairing = await act("account.pairing.create", undefined, paired);
  await act("gallery.settings.update", { version: 0, isOpen: true }, z.unknown());
  const titled = { title: "Summer" };
  const album = await act("gallery.albums.create", titled, z.object({ albumId: z.string() }));
  const asked = { hostId, manifest: { ...exampleManifest, name: "steady" } };
  const installed = await act("apps.install", asked, z.object({ operationId: z.string() }));
  const identified = z.object({ identity: z.object({ identityId: z.string() }) });
  const made = await act("identities.create", { name: "Shop", email: null }, identified);
  return {
    ...{ hostId, appId, ...code, ...key, ...link, ...pairing, ...album, ...installed },
    identityId: made.identity.identityId,
    ...(await addVault(of)),
    runId: await addRun(of),
    imageId: await addImage(of),
    uploadId: await addUpload(of),
    sessionId: await findSession(of),
    gallerySlug: await findSlug(of),
    ...{ organization, memberId: member.userId },
  };
}

async function findSession({ replica, owner, organization }: Filling): Promise<string> {
  const as = { as: owner, organization };
  const listed = await call(replica, "query", "account.sessions.list", undefined, as);
  const [session] = z.array(z.object({ sessionId: z.string() })).parse(dataOf(listed));
  return session?.sessionId ?? "";
}

async function findSlug({ replica, organization }: Filling): Promise<string> {
  const [found] = await replica.db.orm
    .select({ slug: schema.organizations.slug })
    .from(schema.organizations)
    .where(eq(schema.organizations.id, organization));
  return found?.slug ?? "";
}

async function addRun({ replica, organization }: Filling): Promise<string> {
  const runId = newId();
  await replica.db.orm.insert(schema.taskRuns).values({
    ...{ id: runId, organizationId: organization, kind: "refresh-metadata", state: "succeeded" },
    ...{ matched: 0, scope: { albumId: null, publication: null, force: true, kinds: [] } },
  });
  return runId;
}

async function addUpload({ replica, owner, organization }: Filling): Promise<string> {
  const uploadId = newId();
  await replica.db.orm.insert(schema.uploads).values({
    ...{ id: uploadId, organizationId: organization, userId: owner.userId, role: "image" },
    ...{ metadata: { filename: "harbour.jpg" }, lengthBytes: 10, objectKey: uploadId },
    expiresAt: new Date(Date.now() + 3_600_000),
  });
  return uploadId;
}

async function addImage({ replica, owner, organization }: Filling): Promise<string> {
  const imageId = newId();
  const [originalKey, accessKey] = [`${imageId}/original`, "k"];
  await replica.db.orm.insert(schema.images).values({
    ...{ id: imageId, organizationId: organization, uploadedBy: owner.userId, originalKey },
    ...{ originalName: "pier.jpg", format: "jpeg", sizeBytes: 1, accessKey, sortAt: new Date() },
    sha256: new Uint8Array(32),
  });
  return imageId;
}

async function addVault({ replica, owner, organization }: Filling) {
  using handler = openHandler(replica);
  const site = { replica, handler, owner, organizationId: organization };
  const { vaultId } = await createVaultAt(site, makeKey());
  const as = { as: owner, organization };
  const listed = dataOf(await call(replica, "query", "vaults.timeline", { vaultId }, as));
  const { items } = z.object({ items: z.array(z.object({ id: z.string() })) }).parse(listed);
  return { vaultId, deltaId: items[0]?.id ?? "" };
}

async function addHost({ replica, organization }: Filling): Promise<string> {
  const [machineId, hostId] = [newId(), newId()];
  await replica.db.orm.insert(schema.machines).values({ id: machineId, name: "attic" });
  await replica.db.orm
    .insert(schema.hosts)
    .values({ id: hostId, organizationId: organization, machineId });
  return hostId;
}
