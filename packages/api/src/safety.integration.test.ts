import { operatorWords } from "@homeport/auth";
import { schema } from "@homeport/db";
import { type HostsContext, issueHostChallenge } from "@homeport/hosts";
import { openQueueReader } from "@homeport/jobs";
import { createMetrics, newId, systemClock, systemRandom } from "@homeport/platform";
import { freshRedis, waitFor } from "@homeport/testkit";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeKey } from "../test/operator-key.ts";
import {
  addOrganization,
  call,
  dataOf,
  migratedDatabase,
  type Outcome,
  type Person,
  refusal,
  signUp,
} from "../test/people.ts";
import { type Replica, startReplica } from "../test/replica.ts";
import { createVaultAt, openHandler } from "../test/vault-http.ts";
import { appRouter } from "./index.ts";

const exampleManifest = {
  version: 1,
  name: "ticker",
  title: "Ticker",
  runtime: "process",
  process: { argv: ["ticker"] },
};

/**
 * Every procedure with who may call it. A new procedure, or one whose door changed, is a change of this table: that
 * is the moment to ask whether it is meant.
 */
const doors = {
  "account.keys.create": "mutation signed-in",
  "account.keys.list": "query signed-in",
  "account.keys.revoke": "mutation signed-in",
  "account.delete": "mutation signed-in",
  "account.pairing.create": "mutation signed-in",
  "account.pairing.redeem": "mutation anyone",
  "account.pairing.status": "query signed-in",
  "account.changePassword": "mutation signed-in",
  "account.passkeys.add": "mutation signed-in",
  "account.passkeys.begin": "mutation signed-in",
  "account.passkeys.challenge": "mutation signed-in",
  "account.passkeys.remove": "mutation signed-in",
  "account.passkeys.rename": "mutation signed-in",
  "account.security": "query signed-in",
  "account.sessions.list": "query signed-in",
  "account.sessions.rename": "mutation signed-in",
  "account.sessions.revoke": "mutation signed-in",
  "account.sessions.revokeOthers": "mutation signed-in",
  "account.stepUp": "mutation signed-in",
  "account.twoFactor.begin": "mutation signed-in",
  "account.twoFactor.disable": "mutation signed-in",
  "account.twoFactor.enable": "mutation signed-in",
  "account.twoFactor.renewBackupCodes": "mutation signed-in",
  "account.wallets.link": "mutation signed-in",
  "account.wallets.list": "query signed-in",
  "account.wallets.unlink": "mutation signed-in",
  "apps.checkManifest": "mutation app.write",
  "apps.connection": "query app.read",
  "apps.create": "mutation app.write",
  "apps.get": "query app.read",
  "apps.install": "mutation app.write",
  "apps.list": "query app.read",
  "apps.log": "query app.operate",
  "apps.operations": "query app.read",
  "apps.reinstall": "mutation app.operate",
  "apps.remove": "mutation app.write",
  "apps.start": "mutation app.operate",
  "apps.stop": "mutation app.operate",
  "apps.tailLog": "mutation app.operate",
  "apps.uninstall": "mutation app.operate",
  "apps.updateSettings": "mutation app.write",
  "audit.list": "query audit.read",
  "delivery.get": "query app.read",
  "delivery.set": "mutation app.write",
  "delivery.traffic": "query app.read",
  "fleet.configuration": "query fleet.read",
  "fleet.feed.status": "query fleet.read",
  "catalog.acceptRewrite": "mutation catalog.operate",
  "catalog.entries.check": "mutation catalog.edit",
  "catalog.entries.count": "query anyone",
  "catalog.entries.get": "query anyone",
  "catalog.entries.list": "query anyone",
  "catalog.entries.remove": "mutation catalog.edit",
  "catalog.entries.rename": "mutation catalog.edit",
  "catalog.entries.save": "mutation catalog.edit",
  "catalog.entries.source": "query catalog.edit",
  "catalog.entries.suggest": "query anyone",
  "catalog.generation": "query catalog.operate",
  "catalog.install.plan": "mutation catalog.install",
  "catalog.install.start": "mutation catalog.install",
  "catalog.operations.get": "query catalog.edit",
  "catalog.operations.listMine": "query catalog.edit",
  "catalog.pause": "mutation catalog.operate",
  "catalog.rebuildMirror": "mutation catalog.operate",
  "catalog.resume": "mutation catalog.operate",
  "catalog.rollback": "mutation catalog.operate",
  "catalog.state": "query catalog.operate",
  "catalog.sync": "mutation catalog.operate",
  "fleet.jobs.get": "query fleet.read",
  "fleet.jobs.list": "query fleet.read",
  "fleet.jobs.remove": "mutation queue.operate",
  "fleet.jobs.retry": "mutation queue.operate",
  "fleet.leases.expire": "mutation fleet.operate",
  "fleet.leases.list": "query fleet.read",
  "fleet.limits.status": "query fleet.read",
  "fleet.migrations": "query fleet.read",
  "fleet.operators.add": "mutation fleet.operate",
  "fleet.operators.list": "query fleet.read",
  "fleet.operators.revoke": "mutation fleet.operate",
  "fleet.operators.sessions.list": "query fleet.read",
  "fleet.operators.sessions.revoke": "mutation fleet.operate",
  "fleet.operators.updatePermissions": "mutation fleet.operate",
  "fleet.overview": "query fleet.read",
  "fleet.queues.list": "query fleet.read",
  "fleet.replicas.drain": "mutation fleet.operate",
  "fleet.replicas.get": "query fleet.read",
  "fleet.replicas.list": "query fleet.read",
  "fleet.schedules.list": "query fleet.read",
  "fleet.schedules.runNow": "mutation queue.operate",
  "fleet.tunnels.list": "query fleet.read",
  "fleet.wakes.list": "query fleet.read",
  "fleet.warnings": "query fleet.read",
  "gallery.albums.addImages": "mutation gallery.publish",
  "gallery.albums.arrange": "mutation gallery.publish",
  "gallery.albums.create": "mutation gallery.publish",
  "gallery.albums.delete": "mutation gallery.publish",
  "gallery.albums.get": "query gallery.read",
  "gallery.albums.images": "query gallery.read",
  "gallery.albums.list": "query gallery.read",
  "gallery.albums.move": "mutation gallery.publish",
  "gallery.albums.removeImages": "mutation gallery.publish",
  "gallery.albums.update": "mutation gallery.publish",
  "gallery.images.bulk": "mutation gallery.write",
  "gallery.images.emptyTrash": "mutation gallery.admin",
  "gallery.images.facets": "query gallery.read",
  "gallery.images.get": "query gallery.read",
  "gallery.images.list": "query gallery.read",
  "gallery.images.publish": "mutation gallery.publish",
  "gallery.images.purge": "mutation gallery.admin",
  "gallery.images.restore": "mutation gallery.write",
  "gallery.images.retry": "mutation gallery.operate",
  "gallery.images.trash": "mutation gallery.write",
  "gallery.images.unpublish": "mutation gallery.publish",
  "gallery.images.update": "mutation gallery.write",
  "gallery.links.create": "mutation gallery.publish",
  "gallery.links.list": "query gallery.publish",
  "gallery.links.revoke": "mutation gallery.publish",
  "gallery.links.setPassword": "mutation gallery.publish",
  "gallery.public.album": "query anyone",
  "gallery.public.albums": "query anyone",
  "gallery.public.facets": "query anyone",
  "gallery.public.home": "query anyone",
  "gallery.public.image": "query anyone",
  "gallery.public.map": "query anyone",
  "gallery.public.neighbours": "query anyone",
  "gallery.public.search": "query anyone",
  "gallery.public.tag": "query anyone",
  "gallery.settings.get": "query gallery.read",
  "gallery.settings.update": "mutation gallery.admin",
  "gallery.stats.get": "query gallery.read",
  "gallery.tags.delete": "mutation gallery.publish",
  "gallery.tags.list": "query gallery.read",
  "gallery.tags.merge": "mutation gallery.publish",
  "gallery.tags.rename": "mutation gallery.publish",
  "gallery.tasks.cancel": "mutation gallery.operate",
  "gallery.tasks.get": "query gallery.read",
  "gallery.tasks.issues": "query gallery.read",
  "gallery.tasks.list": "query gallery.read",
  "gallery.tasks.now": "query gallery.read",
  "gallery.tasks.preview": "query gallery.read",
  "gallery.tasks.retryAll": "mutation gallery.operate",
  "gallery.tasks.setAside": "query gallery.read",
  "gallery.tasks.start": "mutation gallery.operate",
  "gallery.tasks.tick": "mutation gallery.operate",
  "gallery.tasks.watch": "subscription gallery.read",
  "gallery.storage.check": "mutation gallery.admin",
  "gallery.storage.status": "query gallery.admin",
  "gallery.storage.sweep": "mutation gallery.admin",
  "gallery.uploads.cancel": "mutation gallery.upload",
  "gallery.uploads.check": "query gallery.upload",
  "gallery.uploads.get": "query gallery.upload",
  "gallery.uploads.list": "query gallery.upload",
  "gate.addresses.add": "mutation gate.write",
  "gate.addresses.list": "query gate.read",
  "gate.addresses.remove": "mutation gate.write",
  "gate.addresses.setPrimary": "mutation gate.write",
  "gate.addresses.verify": "mutation gate.write",
  "gate.chooseIdentity": "mutation gate.write",
  "gate.decisions": "query gate.read",
  "gate.explain": "query gate.read",
  "gate.explainUrl": "query gate.read",
  "gate.rules.list": "query gate.read",
  "gate.rules.replace": "mutation gate.write",
  "gate.whoCanOpen": "query gate.read",
  "hosts.cancelCode": "mutation host.enroll",
  "hosts.challenge": "mutation anyone",
  "hosts.check": "mutation host.read",
  "hosts.codeStatus": "query host.enroll",
  "hosts.createCode": "mutation host.enroll",
  "hosts.enroll": "mutation anyone",
  "hosts.events": "query host.read",
  "hosts.get": "query host.read",
  "hosts.list": "query host.read",
  "hosts.remove": "mutation host.manage",
  "hosts.renameMachine": "mutation host.manage",
  "hosts.revoke": "mutation host.manage",
  "hosts.setDefaultApp": "mutation host.manage",
  "hosts.setMayPublish": "mutation host.manage",
  "hosts.tailLog": "mutation host.manage",
  "hosts.tunnels": "query host.read",
  "identities.create": "mutation identity.write",
  "identities.delete": "mutation identity.write",
  "identities.get": "query identity.read",
  "identities.list": "query identity.read",
  "identities.makeDefault": "mutation identity.write",
  "identities.update": "mutation identity.write",
  "members.acceptInvitation": "mutation signed-in",
  "members.cancelInvitation": "mutation member.write",
  "members.createResetLink": "mutation member.write",
  "members.invitations": "query member.read",
  "members.invite": "mutation member.write",
  "members.leave": "mutation signed-in",
  "members.list": "query member.read",
  "members.remove": "mutation member.write",
  "members.updateRole": "mutation member.write",
  "overview.get": "query host.read",
  "session.me": "query anyone",
  "session.operatorWords": "query signed-in",
  "session.organizations": "query signed-in",
  "shareLinks.create": "mutation gate.share",
  "shareLinks.list": "query gate.share",
  "shareLinks.revoke": "mutation gate.share",
  "vaultOperator.audit": "query vault.operate",
  "vaultOperator.candidates": "query vault.operate",
  "vaultOperator.chains": "query vault.operate",
  "vaultOperator.checkNow": "mutation vault.operate",
  "vaultOperator.keys": "query vault.operate",
  "vaultOperator.list": "query vault.operate",
  "vaultOperator.pause": "mutation vault.operate",
  "vaultOperator.retain": "mutation vault.operate",
  "vaultOperator.rotateKey": "mutation vault.operate",
  "vaultOperator.sources": "query vault.operate",
  "vaultOperator.summary": "query vault.operate",
  "vaultOperator.unpause": "mutation vault.operate",
  "vaults.chains": "query vault.read",
  "vaults.checkSource": "mutation vault.manage",
  "vaults.delta": "query vault.read",
  "vaults.get": "query vault.read",
  "vaults.list": "query vault.read",
  "vaults.pause": "mutation vault.pause",
  "vaults.proposal": "query vault.read",
  "vaults.proposals": "query vault.read",
  "vaults.rename": "mutation vault.manage",
  "vaults.timeline": "query vault.read",
  "vaults.unpause": "mutation vault.pause",
} as const;

type Path = keyof typeof doors;
const paths = Object.keys(doors) as Path[];

/** Words that the role `member` holds. */
const memberWords = [
  ...["anyone", "signed-in", "app.read", "host.read"],
  ...["gallery.read", "gallery.upload", "gallery.write", "vault.read"],
];

let stack: AsyncDisposableStack;
let replica: Replica;
/** The first person, who operates the installation and belongs to an organization of their own alone. */
let operator: Person;
let owner: Person;
let member: Person;
let outsider: Person;
let organization: string;
/** Not one of the ids: strangers may name it. */
let gallerySlug: string;
let ids: Awaited<ReturnType<typeof fillOrganization>>;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  const operators = { emails: new Set<string>(), firstPerson: true };
  const redis = stack.use(await freshRedis());
  const queues = stack.use(openQueueReader({ url: redis.url, ...jobsContext() }));
  const fleet = { queues, wakes: [], readSecretWarning: () => null };
  replica = stack.use(await startReplica(database.url, { operators, fleet }));
  await waitFor(() => queues.isUp(), { deadlineMs: 15_000 });
  operator = await signUp(replica, "operator");
  owner = await signUp(replica, "owner");
  member = await signUp(replica, "member");
  outsider = await signUp(replica, "outsider");
  organization = await addOrganization(replica, [
    { person: owner, role: "owner" },
    { person: member, role: "member" },
  ]);
  await addOrganization(replica, [{ person: outsider, role: "owner" }]);
  ids = await fillOrganization();
});
afterAll(() => stack.disposeAsync());

const uploadIdOfOwner = newId();

async function addUpload(): Promise<void> {
  await replica.db.orm.insert(schema.uploads).values({
    ...{ id: uploadIdOfOwner, organizationId: organization, userId: owner.userId, role: "image" },
    ...{ metadata: { filename: "harbour.jpg" }, lengthBytes: 10, objectKey: uploadIdOfOwner },
    expiresAt: new Date(Date.now() + 3_600_000),
  });
}

async function fillOrganization() {
  const hostId = await addHost();
  const as = { as: owner, organization };
  const app = dataOf(
    await call(replica, "mutation", "apps.create", { hostId, name: "notes", target: "3000" }, as),
  );
  const made = dataOf(
    await call(replica, "mutation", "identities.create", { name: "Shop", email: null }, as),
  );
  const code = dataOf(await call(replica, "mutation", "hosts.createCode", {}, as));
  const [session] = z
    .array(z.object({ sessionId: z.string() }))
    .parse(dataOf(await call(replica, "query", "account.sessions.list", undefined, as)));
  const { appId } = z.object({ appId: z.string() }).parse(app);
  const wanted = { name: "ci", scopes: { apps: [appId], api: true }, lifeMs: null };
  const key = dataOf(await call(replica, "mutation", "account.keys.create", wanted, as));
  const shared = { appId, ends: { inMs: 3_600_000 } };
  const link = dataOf(await call(replica, "mutation", "shareLinks.create", shared, as));
  const pairing = dataOf(await call(replica, "mutation", "account.pairing.create", undefined, as));
  const manifest = { ...exampleManifest, name: "steady" };
  await call(replica, "mutation", "gallery.settings.update", { version: 0, isOpen: true }, as);
  const album = dataOf(
    await call(replica, "mutation", "gallery.albums.create", { title: "Summer" }, as),
  );
  const installed = dataOf(
    await call(replica, "mutation", "apps.install", { hostId, manifest }, as),
  );
  const [{ slug = "" } = {}] = await replica.db.orm
    .select({ slug: schema.organizations.slug })
    .from(schema.organizations)
    .where(eq(schema.organizations.id, organization));
  gallerySlug = slug;
  const runId = newId();
  await replica.db.orm.insert(schema.taskRuns).values({
    ...{ id: runId, organizationId: organization, kind: "refresh-metadata", state: "succeeded" },
    ...{ matched: 0, scope: { albumId: null, publication: null, force: true, kinds: [] } },
  });
  await addUpload();
  return {
    hostId,
    runId,
    ...(await addVault()),
    albumId: z.object({ albumId: z.string() }).parse(album).albumId,
    imageId: await addImage(),
    operationId: z.object({ operationId: z.string() }).parse(installed).operationId,
    pairingId: z.object({ pairingId: z.string() }).parse(pairing).pairingId,
    appId,
    linkId: z.object({ linkId: z.string() }).parse(link).linkId,
    keyId: z.object({ keyId: z.string() }).parse(key).keyId,
    identityId: z.object({ identity: z.object({ identityId: z.string() }) }).parse(made).identity
      .identityId,
    codeId: z.object({ codeId: z.string() }).parse(code).codeId,
    sessionId: session?.sessionId ?? "",
  };
}

function jobsContext() {
  const metrics = createMetrics({ app: "test", version: "0" });
  return { clock: systemClock, random: systemRandom, metrics };
}

async function addImage(): Promise<string> {
  const imageId = newId();
  const [originalKey, accessKey] = [`${imageId}/original`, "k"];
  await replica.db.orm.insert(schema.images).values({
    ...{ id: imageId, organizationId: organization, uploadedBy: owner.userId, originalKey },
    ...{ originalName: "pier.jpg", format: "jpeg", sizeBytes: 1, accessKey, sortAt: new Date() },
    sha256: new Uint8Array(32),
  });
  return imageId;
}

async function addVault() {
  using handler = openHandler(replica);
  const site = { replica, handler, owner, organizationId: organization };
  const { vaultId } = await createVaultAt(site, makeKey());
  const listed = await call(
    ...([replica, "query", "vaults.timeline", { vaultId }, { as: owner, organization }] as const),
  );
  const { items } = z
    .object({ items: z.array(z.object({ id: z.string() })) })
    .parse(dataOf(listed));
  return { vaultId, deltaId: items[0]?.id ?? "" };
}

async function addHost(): Promise<string> {
  const [machineId, hostId] = [newId(), newId()];
  await replica.db.orm.insert(schema.machines).values({ id: machineId, name: "attic" });
  await replica.db.orm
    .insert(schema.hosts)
    .values({ id: hostId, organizationId: organization, machineId });
  return hostId;
}

/** An input that the procedure accepts, naming what belongs to the owner's organization. */
function inputOf(path: Path): unknown {
  const { hostId, appId, codeId, sessionId, identityId, pairingId, keyId, linkId, operationId } =
    ids;
  const { albumId, imageId, runId, vaultId, deltaId } = ids;
  const publicKey = "A".repeat(43);
  const expectedOid = "a".repeat(40);
  const operatorKeyId = `ed25519:${"ab".repeat(32)}`;
  const facts = { os: "linux", arch: "x64", cpuCount: 1, memoryBytes: 1, agentVersion: "1.0.0" };
  const rule = { path: "/", match: "prefix", level: "owner", audience: null, headers: {} };
  const answered = { clientDataJSON: "AA", attestationObject: "AA" };
  const assertion = {
    id: "AA",
    rawId: "AA",
    type: "public-key",
    clientExtensionResults: {},
    response: answered,
  };
  const inputs: Record<Path, unknown> = {
    "account.keys.create": { name: "ci", scopes: { apps: [appId], api: false }, lifeMs: null },
    "account.keys.list": undefined,
    "account.keys.revoke": { keyId },
    "account.delete": undefined,
    "account.pairing.create": undefined,
    "account.pairing.redeem": { code: "0000-0000" },
    "account.pairing.status": { pairingId },
    "account.changePassword": { password: "correct horse battery" },
    "account.passkeys.add": { name: "Key", response: assertion },
    "account.passkeys.begin": undefined,
    "account.passkeys.challenge": undefined,
    "account.passkeys.remove": { passkeyId: codeId },
    "account.passkeys.rename": { passkeyId: codeId, name: "Key" },
    "account.security": undefined,
    "account.sessions.list": undefined,
    "account.sessions.rename": { sessionId, label: "Other" },
    "account.sessions.revoke": { sessionId },
    "account.sessions.revokeOthers": undefined,
    "account.stepUp": { code: "123456" },
    "account.twoFactor.begin": undefined,
    "account.twoFactor.disable": undefined,
    "account.twoFactor.enable": { code: "123456" },
    "account.twoFactor.renewBackupCodes": undefined,
    "account.wallets.link": { message: "x", signature: "0x00" },
    "account.wallets.list": undefined,
    "account.wallets.unlink": { walletId: codeId },
    "apps.checkManifest": { text: "" },
    "apps.connection": { app: appId },
    "apps.create": { hostId, name: "other", target: "3001" },
    "apps.get": { appId },
    "apps.install": { hostId, manifest: exampleManifest },
    "apps.list": {},
    "apps.log": { operationId },
    "apps.operations": { appId },
    "apps.reinstall": { appId },
    "apps.remove": { appId },
    "apps.start": { appId },
    "apps.stop": { appId },
    "apps.tailLog": { appId },
    "apps.uninstall": { appId },
    "apps.updateSettings": { appId, title: "Other" },
    "audit.list": {},
    "delivery.get": { appId },
    "delivery.set": { appId, version: "1", maintenance: true },
    "delivery.traffic": { appId },
    "fleet.configuration": undefined,
    "fleet.feed.status": undefined,
    "catalog.acceptRewrite": { expectedGeneration: 1, tip: "a".repeat(40) },
    "catalog.entries.check": { slug: "notes", files: [] },
    "catalog.entries.count": undefined,
    "catalog.entries.get": { slug: "notes" },
    "catalog.entries.list": {},
    "catalog.entries.remove": { slug: "notes", expectedOid, requestId: codeId },
    "catalog.entries.rename": { slug: "notes", to: "paper", expectedOid, requestId: codeId },
    "catalog.entries.save": { slug: "notes", isNew: false, files: [], requestId: codeId },
    "catalog.entries.source": { slug: "notes" },
    "catalog.entries.suggest": { q: "notes" },
    "catalog.generation": { generation: 1 },
    "catalog.install.plan": { slug: "notes", mode: "adopt" },
    "catalog.install.start": {
      ...{ slug: "notes", mode: "adopt", port: 3000, hostId, name: "notes" },
      requestId: "01890a5d-ac96-774b-bcce-b302099a8057",
    },
    "catalog.operations.get": { id: codeId },
    "catalog.operations.listMine": {},
    "catalog.pause": { expectedGeneration: 1 },
    "catalog.rebuildMirror": { expectedGeneration: 1 },
    "catalog.resume": { expectedGeneration: 1 },
    "catalog.rollback": { generation: 1, expectedGeneration: 2, reason: "It was better" },
    "catalog.state": undefined,
    "catalog.sync": undefined,
    "fleet.limits.status": undefined,
    "fleet.migrations": undefined,
    "fleet.tunnels.list": undefined,
    "fleet.jobs.get": { queue: "upkeep", jobId: "1" },
    "fleet.jobs.list": { queue: "upkeep", state: "failed" },
    "fleet.jobs.remove": { queue: "upkeep", jobId: "1" },
    "fleet.jobs.retry": { queue: "upkeep", jobId: "1" },
    "fleet.leases.expire": { name: "fleet.sweep", fence: "1" },
    "fleet.leases.list": undefined,
    "fleet.operators.add": { who: { email: "nobody@example.org" }, permissions: ["fleet.read"] },
    "fleet.operators.list": undefined,
    "fleet.operators.revoke": { operatorId: codeId },
    "fleet.operators.sessions.list": undefined,
    "fleet.operators.sessions.revoke": { keyId: operatorKeyId, sessionId: "a".repeat(32) },
    "fleet.operators.updatePermissions": { operatorId: codeId, permissions: ["fleet.read"] },
    "fleet.overview": undefined,
    "fleet.queues.list": undefined,
    "fleet.replicas.drain": { id: "web-1" },
    "fleet.replicas.get": { id: "web-1" },
    "fleet.replicas.list": undefined,
    "fleet.schedules.list": undefined,
    "fleet.schedules.runNow": { queue: "upkeep", name: "fleet.sweep" },
    "fleet.wakes.list": undefined,
    "fleet.warnings": undefined,
    "gallery.albums.addImages": { albumId, imageIds: [codeId] },
    "gallery.albums.arrange": { albumId, imageIds: [codeId], afterId: null },
    "gallery.albums.create": { title: "Winter" },
    "gallery.albums.delete": { albumId },
    "gallery.albums.get": { albumId },
    "gallery.albums.images": { albumId },
    "gallery.albums.list": undefined,
    "gallery.albums.move": { albumId, parentId: null, afterId: null },
    "gallery.albums.removeImages": { albumId, imageIds: [codeId] },
    "gallery.albums.update": { albumId, version: 1, title: "Other" },
    "gallery.images.bulk": { selection: { imageIds: [imageId] }, change: { kind: "trash" } },
    "gallery.images.emptyTrash": undefined,
    "gallery.images.facets": undefined,
    "gallery.images.get": { imageId },
    "gallery.images.list": {},
    "gallery.images.publish": { imageIds: [codeId] },
    "gallery.images.purge": { imageIds: [imageId] },
    "gallery.images.restore": { imageIds: [codeId] },
    "gallery.images.retry": { imageId },
    "gallery.images.trash": { imageIds: [codeId] },
    "gallery.images.unpublish": { imageIds: [codeId] },
    "gallery.images.update": { imageId, version: 1, title: "Other" },
    "gallery.links.create": { albumId },
    "gallery.links.list": undefined,
    "gallery.links.revoke": { linkId: codeId },
    "gallery.links.setPassword": { linkId: codeId, password: null },
    "gallery.public.album": { slug: gallerySlug, album: "summer" },
    "gallery.public.albums": { slug: gallerySlug },
    "gallery.public.facets": { slug: gallerySlug },
    "gallery.public.home": { slug: gallerySlug },
    "gallery.public.image": { slug: gallerySlug, imageId: codeId },
    "gallery.public.map": { slug: gallerySlug },
    "gallery.public.neighbours": { slug: gallerySlug, imageId: codeId },
    "gallery.public.search": { slug: gallerySlug, words: "x" },
    "gallery.public.tag": { slug: gallerySlug, tag: "sea" },
    "gallery.settings.get": undefined,
    "gallery.settings.update": { version: 1, title: "Other" },
    "gallery.stats.get": {},
    "gallery.tags.delete": { tagId: codeId },
    "gallery.tags.list": {},
    "gallery.tags.merge": { tagId: codeId, intoId: linkId },
    "gallery.tags.rename": { tagId: codeId, name: "Sea" },
    "gallery.tasks.cancel": { runId },
    "gallery.tasks.get": { runId },
    "gallery.tasks.issues": { runId },
    "gallery.tasks.list": {},
    "gallery.tasks.now": undefined,
    "gallery.tasks.preview": { kind: "preprocess-images" },
    "gallery.tasks.retryAll": undefined,
    "gallery.tasks.setAside": {},
    "gallery.tasks.start": { kind: "preprocess-images" },
    "gallery.tasks.tick": undefined,
    "gallery.tasks.watch": undefined,
    "gallery.storage.check": undefined,
    "gallery.storage.status": undefined,
    "gallery.storage.sweep": undefined,
    "gallery.uploads.cancel": { uploadId: uploadIdOfOwner },
    "gallery.uploads.check": { sha256: ["0".repeat(64)] },
    "gallery.uploads.get": { uploadId: uploadIdOfOwner },
    "gallery.uploads.list": undefined,
    "gate.addresses.add": { appId, hostname: "notes.example.org" },
    "gate.addresses.list": { appId },
    "gate.addresses.remove": { appId, addressId: codeId },
    "gate.addresses.setPrimary": { appId, addressId: codeId },
    "gate.addresses.verify": { appId, addressId: codeId },
    "gate.chooseIdentity": { appId, identityId },
    "gate.decisions": { appId },
    "gate.explain": { appId, target: "/", as: "anonymous" },
    "gate.explainUrl": { url: "http://notes.apps.test:8080/", as: "anonymous" },
    "gate.rules.list": { appId },
    "gate.rules.replace": { appId, version: "1", rules: [rule] },
    "gate.whoCanOpen": { appId, target: "/" },
    "hosts.cancelCode": { codeId },
    "hosts.challenge": { publicKey },
    "hosts.check": { hostId },
    "hosts.codeStatus": { codeId },
    "hosts.createCode": {},
    "hosts.enroll": { publicKey, challenge: "x", signature: "A".repeat(86), facts },
    "hosts.events": { hostId },
    "hosts.get": { hostId },
    "hosts.list": {},
    "hosts.remove": { hostId },
    "hosts.renameMachine": { hostId, name: "other" },
    "hosts.revoke": { hostId },
    "hosts.setDefaultApp": { hostId, appId },
    "hosts.setMayPublish": { hostId, mayPublish: true },
    "hosts.tailLog": { hostId },
    "hosts.tunnels": { hostId },
    "identities.create": { name: "Shop", email: null },
    "identities.delete": { identityId },
    "identities.get": { identityId },
    "identities.list": undefined,
    "identities.makeDefault": { identityId },
    "identities.update": { identityId, name: "Other", email: null },
    "members.acceptInvitation": { token: "A".repeat(43) },
    "members.cancelInvitation": { invitationId: codeId },
    "members.createResetLink": { userId: member.userId },
    "members.invitations": {},
    "members.invite": { email: "new@example.org", role: "member" },
    "members.leave": { organizationId: organization },
    "members.list": {},
    "members.remove": { userId: member.userId },
    "members.updateRole": { userId: member.userId, role: "admin" },
    "overview.get": undefined,
    "session.me": undefined,
    "session.operatorWords": undefined,
    "session.organizations": undefined,
    "shareLinks.create": { appId, ends: { inMs: 3_600_000 } },
    "shareLinks.list": { appId },
    "shareLinks.revoke": { linkId },
    "vaultOperator.audit": {},
    "vaultOperator.candidates": undefined,
    "vaultOperator.chains": undefined,
    "vaultOperator.checkNow": { vaultId: codeId },
    "vaultOperator.keys": undefined,
    "vaultOperator.list": {},
    "vaultOperator.pause": { vaultId: codeId, reason: "Because" },
    "vaultOperator.retain": { vaultId: codeId, deltaId, reason: "Because" },
    "vaultOperator.rotateKey": undefined,
    "vaultOperator.sources": undefined,
    "vaultOperator.summary": undefined,
    "vaultOperator.unpause": { vaultId: codeId },
    "vaults.chains": undefined,
    "vaults.checkSource": { vaultId },
    "vaults.delta": { vaultId, deltaId },
    "vaults.get": { vaultId },
    "vaults.list": {},
    "vaults.pause": { vaultId, reason: "Because" },
    "vaults.proposal": { vaultId, proposalId: "0".repeat(64) },
    "vaults.proposals": { vaultId },
    "vaults.rename": { vaultId, name: "Other" },
    "vaults.timeline": { vaultId },
    "vaults.unpause": { vaultId },
  };
  return inputs[path];
}

/** A subscription is asked for as a query is; what it answers comes piece by piece. */
function typeOf(path: Path): "query" | "mutation" {
  return doors[path].startsWith("mutation") ? "mutation" : "query";
}

function wordOf(path: Path): string {
  return doors[path].split(" ")[1] ?? "";
}

/** Whether operators alone may call it, apart from every role. */
function isOperators(path: Path): boolean {
  return operatorWords.some((word) => word === wordOf(path));
}

/** A streamed answer has a test of its own, see `host/check-host.integration.test.ts`. */
function answersWhole(path: Path, words: readonly string[]): boolean {
  return words.includes(wordOf(path)) && path !== "hosts.check";
}

async function callAs(path: Path, as: Person | null, named?: string): Promise<Outcome> {
  const options = { as, ...(named === undefined ? {} : { organization: named }) };
  return await call(replica, typeOf(path), path, inputOf(path), options);
}

const definitionSchema = z.object({ type: z.string(), meta: z.object({ who: z.string() }) });

test("every procedure stands in the table with its kind and who may call it", () => {
  const procedures: Record<string, unknown> = appRouter._def.procedures;
  const found = Object.entries(procedures).map(([path, procedure]) => {
    const definition = typeof procedure === "function" ? Reflect.get(procedure, "_def") : null;
    const { type, meta } = definitionSchema.parse(definition);
    return [path, `${type} ${meta.who}`];
  });
  expect(Object.fromEntries(found)).toEqual(doors);
});

describe("a stranger", () => {
  test.each(paths.filter((path) => wordOf(path) !== "anyone"))(
    "is asked to sign in by %s",
    async (path) => {
      expect(refusal(await callAs(path, null))).toBe("401 SIGN_IN_REQUIRED");
    },
  );

  test("enrols nothing without a code or a session", async () => {
    expect(refusal(await callAs("hosts.enroll", null))).toBe("401 SIGN_IN_REQUIRED");
  });

  test("is nobody to session.me, without an error", async () => {
    expect(dataOf(await callAs("session.me", null))).toBeNull();
  });
});

describe("a member whose role lacks the word", () => {
  test.each(paths.filter((path) => !memberWords.includes(wordOf(path))))(
    "is refused by %s",
    async (path) => {
      const code = path.startsWith("vaults.") ? "FORBIDDEN" : "NOT_PERMITTED";
      expect(refusal(await callAs(path, member, organization))).toBe(`403 ${code}`);
    },
  );

  test("is on record with each change that was refused, and with no look", async () => {
    const rows = await replica.db.orm
      .select({ path: schema.auditEntries.targetId, outcome: schema.auditEntries.outcome })
      .from(schema.auditEntries)
      .where(
        and(
          eq(schema.auditEntries.action, "access.denied"),
          eq(schema.auditEntries.actorId, member.userId),
        ),
      );
    const tried = paths.filter(
      (path) =>
        !memberWords.includes(wordOf(path)) &&
        typeOf(path) === "mutation" &&
        !path.startsWith("vault"),
    );
    expect(new Set(rows.map(({ path }) => path))).toEqual(new Set(tried));
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(["denied"]));
  });

  test("is on record with all that was refused of every vault, looks too, by the vault that was named", async () => {
    const rows = await replica.db.orm
      .select({ target: schema.auditEntries.targetId, detail: schema.auditEntries.detail })
      .from(schema.auditEntries)
      .where(
        and(
          eq(schema.auditEntries.action, "vault.denied"),
          eq(schema.auditEntries.actorId, member.userId),
        ),
      );
    const denied = rows.map(({ target, detail }) => [String(Object(detail).action), target]);
    const named = z.object({ vaultId: z.string() });
    const expected = paths.filter((path) => path.startsWith("vaultOperator."));
    expect(Object.fromEntries(denied)).toMatchObject(
      Object.fromEntries(
        expected.map((path) => [path, named.safeParse(inputOf(path)).data?.vaultId ?? ""]),
      ),
    );
  });

  test("enrols no machine without a code", async () => {
    expect(refusal(await callAs("hosts.enroll", member, organization))).toMatch(
      /NOT_PERMITTED|PROOF/,
    );
  });

  const held = ["app.read", "host.read", "gallery.read", "vault.read"];
  test.each(paths.filter((path) => answersWhole(path, held) && path !== "vaults.proposal"))(
    "is served by %s, which needs only a word that members hold",
    async (path) => {
      expect(refusal(await callAs(path, member, organization))).toBeNull();
    },
  );
});

describe("the owner of another organization", () => {
  const inOrganization = paths.filter((path) => wordOf(path).includes(".") && !isOperators(path));
  const naming = inOrganization.filter(
    (path) =>
      ![
        "apps.checkManifest",
        "apps.list",
        "audit.list",
        // There is no catalog here, for anybody.
        ...["catalog.install.plan", "catalog.install.start"],
        "gallery.albums.create",
        "gallery.albums.list",
        "gallery.images.bulk",
        "gallery.images.emptyTrash",
        "gallery.images.facets",
        "gallery.images.list",
        "gallery.images.publish",
        "gallery.images.purge",
        "gallery.images.restore",
        "gallery.images.trash",
        "gallery.images.unpublish",
        "gallery.links.list",
        "gallery.settings.get",
        "gallery.settings.update",
        "gallery.stats.get",
        "gallery.tags.list",
        "gallery.tasks.list",
        "gallery.tasks.now",
        "gallery.tasks.preview",
        "gallery.tasks.retryAll",
        "gallery.tasks.setAside",
        "gallery.tasks.start",
        "gallery.tasks.tick",
        "gallery.tasks.watch",
        "gallery.storage.check",
        "gallery.storage.status",
        "gallery.storage.sweep",
        "gallery.uploads.check",
        "gallery.uploads.list",
        "hosts.list",
        "hosts.createCode",
        "identities.create",
        "identities.list",
        "members.invitations",
        "members.invite",
        "members.list",
        "overview.get",
        "vaults.chains",
        "vaults.list",
      ].includes(path),
  );

  const own = [
    ...["account.sessions.revoke", "account.sessions.rename", "account.pairing.status"],
    ...["account.keys.create", "account.keys.revoke"],
    ...["members.acceptInvitation", "members.leave"],
  ];

  test.each([...naming, ...own] as Path[])("finds nothing of this one by %s", async (path) => {
    expect(refusal(await callAs(path, outsider))).toMatch(/^404 [A-Z]+_NOT_FOUND$/);
  });

  const photos = [
    ...["gallery.albums.list", "gallery.images.list", "gallery.images.facets"],
    ...["gallery.stats.get", "gallery.tags.list"],
  ] as Path[];
  const lists = [
    ...["apps.list", "hosts.list", "identities.list", "overview.get", "vaults.list"],
  ] as Path[];

  const others = ["account.sessions.list", "account.keys.list"] as const;
  const people = ["members.list", "members.invitations", "audit.list"] as const;

  test.each([...lists, ...photos, ...others, ...people])(
    "sees nothing of this one in %s",
    async (path) => {
      const outcome = await callAs(path, outsider);
      expect(refusal(outcome)).toBeNull();
      for (const id of [...Object.values(ids), organization, owner.userId]) {
        expect(outcome.text).not.toContain(id);
      }
    },
  );

  test.each(inOrganization)("cannot name this organization to %s", async (path) => {
    const outcome = await callAs(path, outsider, organization);
    expect(refusal(outcome)).toBe("404 ORGANIZATION_NOT_FOUND");
  });
});

describe("the owner", () => {
  const queries = paths.filter((path) => typeOf(path) === "query" && !isOperators(path));

  /** What they name is not there. */
  const absent = [
    ...["gallery.public.image", "gallery.public.neighbours", "gallery.public.tag"],
    ...["catalog.entries.count", "catalog.entries.get"],
    ...["catalog.entries.list", "catalog.entries.suggest", "vaults.proposal"],
  ];

  test.each(queries.filter((path) => !absent.includes(path)))("is served by %s", async (path) => {
    expect(refusal(await callAs(path, owner, organization))).toBeNull();
  });

  test.each(paths.filter(isOperators))("is no operator to %s", async (path) => {
    expect(refusal(await callAs(path, owner, organization))).toBe("403 NOT_PERMITTED");
  });

  test("is still there after all that was refused", async () => {
    const context: HostsContext = {
      ...replica.hosts,
      actor: { kind: "anonymous" },
      address: null,
      requestId: "r",
      permissions: new Set(),
    };
    await issueHostChallenge(context, { publicKey: "A".repeat(43) });
    expect(refusal(await callAs("apps.get", owner, organization))).toBeNull();
    expect(refusal(await callAs("hosts.get", owner, organization))).toBeNull();
    expect(refusal(await callAs("hosts.codeStatus", owner, organization))).toBeNull();
  });
});

describe("an operator", () => {
  const known =
    /^vaultOperator\.(audit|candidates|chains|keys|list|rotateKey|sources|summary)|^catalog\.(operations\.listMine|state)$|^fleet\.(configuration|feed|leases\.list|limits|migrations|operators\.(sessions\.)?list|overview|queues|replicas\.list|schedules\.list|tunnels|wakes|warnings)/;

  test.each(paths.filter((path) => known.test(path)))("is served by %s", async (path) => {
    expect(refusal(await callAs(path, operator))).toBeNull();
  });

  test.each(paths.filter((path) => isOperators(path) && !known.test(path)))(
    "is told by %s that what it names is not there",
    async (path) => {
      expect(refusal(await callAs(path, operator))).toMatch(
        /^(404 (CATALOG_(NOT_CONFIGURED|(GENERATION|OPERATION)_NOT_FOUND)|(JOB|OPERATOR|REPLICA|SESSION|USER|VAULT)_NOT_FOUND)|409 LEASE_MOVED)$/,
      );
    },
  );

  test("is told which words they hold, and nobody else holds any", async () => {
    expect(dataOf(await callAs("session.operatorWords", operator))).toEqual([...operatorWords]);
    expect(dataOf(await callAs("session.operatorWords", owner))).toEqual([]);
  });

  test("has no way into an organization by that", async () => {
    expect(refusal(await callAs("apps.get", operator, organization))).toBe(
      "404 ORGANIZATION_NOT_FOUND",
    );
  });

  test("cannot hand it to a program: a key of theirs is refused", async () => {
    const wanted = { name: "ci", scopes: { apps: [], api: true }, lifeMs: null };
    const made = dataOf(
      await call(replica, "mutation", "account.keys.create", wanted, { as: operator }),
    );
    const { key } = z.object({ key: z.string() }).parse(made);
    for (const path of paths.filter(isOperators)) {
      const headers = { authorization: `Bearer ${key}` };
      const outcome = await call(replica, typeOf(path), path, inputOf(path), { as: null, headers });
      expect(refusal(outcome), path).toBe("403 KEY_REFUSED");
    }
  });
});
