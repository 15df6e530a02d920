import { readdirSync } from "node:fs";
import { type AuthRoute, authRoutes, keyRoutes } from "@homeport/auth";
import { openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { feedPath, mounts, opsPaths, paths } from "../src/paths.ts";
import { buildPages, startWeb, type TestWeb, webUrl } from "./start-web.ts";

/**
 * Every path that web answers, with who may have it and what everybody else hears. A new page or mount is a change of
 * this table: that is the moment to ask whether it is meant. What single procedures allow has a table of its own beside
 * the router.
 */
type Caller = "nobody" | "stranger" | "owner";
type Heard = number | readonly [status: number, location: string];
type Door = Readonly<Record<Caller, Heard>>;

const everybody = (heard: Heard): Door => ({ nobody: heard, stranger: heard, owner: heard });
const signedIn = (path: string): Door => ({
  nobody: [307, paths.signIn(path)],
  stranger: 200,
  owner: 200,
});
/** Of one organization: for anybody else there is no such thing. */
const ofOwner = (path: string): Door => ({ ...signedIn(path), stranger: 404 });

/** There is no such thing, for whoever asks; strangers are asked to sign in first. */
const absent = (path: string): Door => ({ ...signedIn(path), stranger: 404, owner: 404 });

/** A vault that there is not. */
const noVault = "01890a5d-ac96-774b-bcce-b302099a8057";
const noProposal = "0".repeat(64);

let web: TestWeb;
let appId = "";
const cookies: Record<Caller, string> = { nobody: "", stranger: "", owner: "" };

/** For operators: here the first person of the installation, which is the owner. */
const ofOperator = (path: string, owner: Heard): Door => ({
  ...{ nobody: [307, paths.signIn(path)], stranger: 403, owner },
});

const operatorPages = (): Record<string, Door> => {
  const job = paths.job("upkeep", "1");
  const shown = [
    ...[paths.fleet(), paths.replicas(), paths.leases(), paths.queues()],
    ...[paths.feed(), paths.limits(), paths.tunnels(), paths.configuration(), paths.operators()],
    ...[paths.catalogState(), paths.catalogChanges(), paths.catalogChange(noVault)],
    ...[paths.newCatalogEntry(), paths.editCatalogEntry("*")],
    paths.operatorVaults(),
    paths.operatorAudit(),
    paths.vaultAudit(),
  ];
  return {
    [paths.operator()]: ofOperator(paths.operator(), [307, paths.fleet()]),
    ...Object.fromEntries(shown.map((path) => [path, ofOperator(path, 200)])),
    [paths.replica("r1")]: ofOperator(paths.replica("r1"), 404),
    // No worker has made it.
    [paths.queue("upkeep")]: ofOperator(paths.queue("upkeep"), 404),
    [job]: ofOperator(job, 404),
  };
};

const pages = (): Record<string, Door> => {
  const everyOne = [
    ...[paths.hosts(), paths.addHost(), paths.apps(), paths.gallery(), paths.identities()],
    ...[paths.galleryUpload(), paths.galleryAlbums(), paths.galleryTags(), paths.galleryStats()],
    ...[paths.galleryTasks(), paths.gallerySettings(), paths.galleryTrash(), paths.members()],
    ...[paths.galleryLinks(), paths.galleryStorage()],
    ...[paths.vaults(), paths.newVault(), paths.vaultKeys()],
    ...[paths.audit(), paths.settings(), paths.devices(), paths.keys(), paths.security()],
    ...[paths.account(), paths.appearance(), paths.formerDevices()],
  ];
  const parts = ["access", "links", "addresses", "delivery", "activity"];
  const app = paths.app(appId);
  const owners = [
    paths.host("h1"),
    paths.galleryAlbum("a1"),
    app,
    ...parts.map((part) => `${app}/${part}`),
  ];
  const vaults = [
    ...[paths.vault(noVault), paths.vaultProposals(noVault)],
    paths.vaultProposal(noVault, noProposal),
  ];
  return {
    ...Object.fromEntries(vaults.map((path) => [path, absent(path)])),
    "/": { nobody: [307, paths.signIn()], stranger: 200, owner: 200 },
    ...Object.fromEntries(everyOne.map((path) => [path, signedIn(path)])),
    ...Object.fromEntries(owners.map((path) => [path, ofOwner(path)])),
    ...operatorPages(),
    ...doors(),
  };
};

/** Doors are for whoever is not in yet. */
function doors(): Record<string, Door> {
  const welcome: Door = { nobody: 200, stranger: [307, "/"], owner: [307, "/"] };
  return {
    [paths.signIn()]: welcome,
    [paths.signUp()]: welcome,
    [paths.pair()]: everybody(200),
    [paths.device()]: signedIn(paths.device()),
    [paths.join("*")]: everybody(200),
    [paths.forgotPassword()]: everybody(200),
    [paths.resetPassword()]: everybody(200),
    // It is everybody's, and says that this installation has none.
    [paths.catalog()]: everybody(200),
    [paths.catalogEntry("*")]: everybody(404),
    // Whoever may install on hosts of an organization need not keep the catalog.
    [paths.installEntry("*")]: absent(paths.installEntry("*")),
    // A gallery that is closed is one that there is not.
    [paths.publicGallery("*")]: everybody(404),
    [paths.publicAlbum("*", "*")]: everybody(404),
    [paths.publicAlbums("*")]: everybody(404),
    [paths.publicTag("*", "*")]: everybody(404),
    [paths.publicImage("*", "*")]: everybody(404),
    [paths.publicMap("*")]: everybody(404),
    [paths.publicElsewhere("*", "*")]: everybody(404),
  };
}

beforeAll(async () => {
  await buildPages();
  web = await startWeb({ HOMEPORT_SIGN_UP: "open" });
  cookies.owner = await signUp("owner");
  appId = await publishApp();
  await query(
    "INSERT INTO albums (id, organization_id, slug, title, position) SELECT 'a1', id, 'a', 'A', 'a0' FROM organizations",
  );
  cookies.stranger = await signUp("stranger");
  await query("INSERT INTO organizations (id, name, slug) VALUES ('o2', 'Elsewhere', 'elsewhere')");
  await query(
    `INSERT INTO members (id, organization_id, user_id, role)
     SELECT 'm2', 'o2', id, 'owner' FROM users WHERE name = 'stranger'`,
  );
}, 180_000);
afterAll(() => web[Symbol.asyncDispose]());

async function signUp(name: string): Promise<string> {
  const answer = await post("/api/auth/sign-up/email", {
    ...{ name, email: `${name}@example.org`, password: "correct horse battery" },
  });
  expect(answer.status).toBe(200);
  const sent = answer.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0] ?? "");
  return sent.filter((cookie) => !cookie.endsWith("=")).join("; ");
}

function post(path: string, body: unknown, cookie = ""): Promise<Response> {
  const headers = { "content-type": "application/json", origin: webUrl, cookie };
  return web.ask(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function query(text: string): Promise<void> {
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { clock: systemClock, log: silentLog, metrics };
  await using db = openDb({ url: web.databaseUrl, app: "test", ...shared });
  await db.sql.query(text);
}

/** An app of the owner's; its host is written straight into the tables. */
async function publishApp(): Promise<string> {
  await query("INSERT INTO machines (id, name) VALUES ('m1', 'attic')");
  await query(
    "INSERT INTO hosts (id, organization_id, machine_id) SELECT 'h1', id, 'm1' FROM organizations",
  );
  const input = { json: { hostId: "h1", name: "notes", target: "3000" } };
  const made = await post("/api/trpc/apps.create", input, cookies.owner);
  const appSchema = z.object({
    result: z.object({ data: z.object({ json: z.object({ appId: z.string() }) }) }),
  });
  return appSchema.parse(await made.json()).result.data.json.appId;
}

async function hear(path: string, caller: Caller): Promise<Heard> {
  const answer = await web.ask(path, { headers: { cookie: cookies[caller] } });
  await answer.arrayBuffer();
  const location = answer.headers.get("location");
  return location === null ? answer.status : [answer.status, location];
}

async function heardAt(path: string): Promise<Door> {
  const [nobody, stranger, owner] = [
    await hear(path, "nobody"),
    await hear(path, "stranger"),
    await hear(path, "owner"),
  ];
  return { nobody, stranger, owner };
}

test("each page is shown to whom it is for, and nobody else learns what it would show", async () => {
  for (const [path, door] of Object.entries(pages())) {
    expect(await heardAt(path), path).toEqual(door);
  }
});

test("what is mounted ahead of the pages asks for itself, and is nothing more than it says", async () => {
  for (const [path, door] of Object.entries(mounted())) {
    expect(await heardAt(path), path).toEqual(door);
  }
});

const noId = "00000000-0000-7000-8000-000000000000";

const mounted = (): Record<string, Door> => {
  const getApp = `${mounts.trpc}/apps.get?input=${encodeURIComponent(JSON.stringify({ json: { appId } }))}`;
  return {
    // What the library has besides the routes that are listed below.
    [`${mounts.auth}/get-session`]: everybody(404),
    [`${mounts.auth}/other`]: everybody(404),
    ...Object.fromEntries(keyRoutes.map((route) => [`${mounts.keys}${route}`, everybody(405)])),
    [`${mounts.keys}/operator`]: everybody(404),
    [`${mounts.trpc}/session.me`]: everybody(200),
    [getApp]: { nobody: 401, stranger: 404, owner: 200 },
    [`${mounts.trpc}/other`]: everybody(404),
    [mounts.gateStart]: everybody(400),
    [mounts.vaults]: { nobody: 401, stranger: 200, owner: 200 },
    [`${mounts.vaults}/server-keys`]: everybody(200),
    // What one may not see is what there is not.
    [`${mounts.vaults}/01890a5d-ac96-774b-bcce-b302099a8057`]: { ...everybody(404), nobody: 401 },
    [mounts.auditFile]: { nobody: 401, stranger: 200, owner: 200 },
    [mounts.vaultAuditFile]: { nobody: 401, stranger: 403, owner: 200 },
    // Without an origin a cookie counts for nothing there.
    [mounts.uploads]: { nobody: 401, stranger: 403, owner: 403 },
    [mounts.tick]: everybody(405),
    [`${mounts.media}other`]: everybody(404),
    [`${mounts.download}other`]: everybody(404),
    [`${mounts.original}${noId}/original`]: { nobody: 401, stranger: 404, owner: 404 },
    // A link that never was is one that has ended.
    [`${mounts.share}other`]: everybody(410),
    [`${mounts.map}countries.json`]: everybody(200),
    [`${mounts.map}worker.mjs`]: everybody(200),
    [`${mounts.map}other`]: everybody(404),
    // It is everybody's, and there is none.
    [mounts.catalog]: everybody(404),
    [`${mounts.catalog}/other`]: everybody(404),
    [`${mounts.catalogAssets}other`]: everybody(404),
    [mounts.catalogReload]: everybody(405),
    [`${mounts.catalogReload}/1`]: everybody(401),
    [feedPath("rss", "other")]: everybody(404),
    [feedPath("json", "other", "album")]: everybody(404),
    [feedPath("sitemap", "other")]: everybody(404),
    "/icon.svg": everybody(200),
    "/_next/static/other.js": everybody(404),
  };
};

test("what is on the ops listener, or on a relay, is on none of these paths", async () => {
  for (const path of [...opsPaths, "/admin/tunnels", "/tunnel", "/tls/ask", "/gate/nginx"]) {
    expect(await heardAt(path), path).toEqual(everybody(404));
  }
  for (const path of opsPaths) expect((await web.askOps(path)).status, path).toBe(200);
  expect((await web.askOps("/")).status).toBe(404);
});

test("no page or handler is on disk that this table leaves out", () => {
  const files = readdirSync(new URL("../src/app/", import.meta.url), {
    ...{ recursive: true, encoding: "utf8" as const },
  });
  expect(files.filter((file) => /(^|\/)route\.tsx?$/.test(file))).toEqual([]);
  const onDisk = files
    .filter((file) => /(^|\/)page\.tsx$/.test(file))
    .map((file) => `/${file.replace(/\/?page\.tsx$/, "")}`.replace(/\/\([^)]+\)/g, ""))
    .map((route) => route.replace("[hostId]", "h1").replace("[appId]", appId) || "/")
    .map((route) => route.replace("[org]", "*").replace("[album]", "*"))
    .map((route) => route.replace("[tag]", "*").replace("[imageId]", "*").replace("[slug]", "*"))
    .map((route) => route.replace("[albumId]", "a1").replace("[...elsewhere]", "*"))
    .map((route) => route.replace("/changes/[id]", `/changes/${noVault}`))
    .map((route) => route.replace("[vaultId]", noVault).replace("[proposalId]", noProposal))
    .map((route) => route.replace("[replicaId]", "r1").replace("[queue]", "upkeep"))
    .map((route) => route.replace("[jobId]", "1").replace("[albumId]", "a1"))
    .map((route) => route.replace("[token]", paths.join("*").slice(paths.join("").length)));
  expect(onDisk.sort()).toEqual(Object.keys(pages()).sort());
  const asked = [...Object.keys(mounted()), ...opsPaths];
  for (const mount of Object.values(mounts)) {
    expect(
      asked.filter((path) => path.startsWith(mount)),
      mount,
    ).not.toEqual([]);
  }
});

/** What each route of sign-in says to an empty body: beyond a challenge nothing is given to it, whoever sends it. */
const authDoors: Record<AuthRoute, { readonly nobody: number; readonly stranger: number }> = {
  "/sign-in/email": { nobody: 401, stranger: 401 },
  "/sign-up/email": { nobody: 400, stranger: 400 },
  "/two-factor/verify-totp": { nobody: 400, stranger: 400 },
  "/two-factor/verify-backup-code": { nobody: 400, stranger: 400 },
  "/device/code": { nobody: 400, stranger: 400 },
  "/device/token": { nobody: 400, stranger: 400 },
  "/device": { nobody: 400, stranger: 400 },
  "/device/approve": { nobody: 400, stranger: 400 },
  "/device/deny": { nobody: 400, stranger: 400 },
  "/passkey/generate-authenticate-options": { nobody: 200, stranger: 200 },
  "/passkey/verify-authentication": { nobody: 401, stranger: 401 },
  "/siwe/nonce": { nobody: 200, stranger: 200 },
  "/siwe/verify": { nobody: 401, stranger: 401 },
  "/password/forgot": { nobody: 400, stranger: 400 },
  "/password/reset": { nobody: 400, stranger: 400 },
  "/sign-out": { nobody: 200, stranger: 200 },
};

test("each route of sign-in takes what it is for, and none takes another method", async () => {
  expect(Object.keys(authDoors).sort()).toEqual(Object.keys(authRoutes).sort());
  const heard: Record<string, unknown> = {};
  for (const [route, methods] of Object.entries(authRoutes)) {
    const path = `${mounts.auth}${route}`;
    const [method] = methods;
    const as = async (caller: Caller) => {
      const headers = {
        "content-type": "application/json",
        origin: webUrl,
        cookie: cookies[caller],
      };
      const body = method === "POST" ? "{}" : null;
      return (await web.ask(path, { method, headers, body })).status;
    };
    heard[route] = { nobody: await as("nobody"), stranger: await as("stranger") };
    const other = method === "POST" ? "GET" : "POST";
    const refused = await web.ask(path, { method: other, headers: { origin: webUrl } });
    expect(refused.status, `${other} ${route}`).toBe(405);
  }
  expect(heard).toEqual(authDoors);
  // Signing out was real: the table's last row ended this session.
  expect(await hear(paths.hosts(), "stranger")).toEqual([307, paths.signIn(paths.hosts())]);
});

/** What signing in by key says to an empty body: nothing is given for it, and a sign-out of nobody is done. */
const keyDoors: Record<(typeof keyRoutes)[number], number> = {
  "/operator/challenge": 400,
  "/operator/verify": 401,
  "/operator/sign-out": 204,
  "/signer/challenge": 400,
  "/signer/verify": 401,
  "/signer/sign-out": 204,
};

test("each route of key sign-in asks for a proof, and other sites for none", async () => {
  for (const [route, status] of Object.entries(keyDoors)) {
    const path = `${mounts.keys}${route}`;
    expect((await post(path, {})).status, route).toBe(status);
    const headers = { "content-type": "application/json", origin: "http://elsewhere.example" };
    const foreign = await web.ask(path, { method: "POST", headers, body: "{}" });
    expect(foreign.status, route).toBe(403);
  }
});
