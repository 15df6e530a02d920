import { schema } from "@homeport/db";
import type { Download } from "@homeport/gallery";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  addOrganization,
  call,
  dataOf,
  migratedDatabase,
  type Person,
  signUp,
} from "../../test/people.ts";
import { type Replica, startReplica, webUrl } from "../../test/replica.ts";
import type { ApiRequest } from "../context/request.ts";
import { createMedia, createTick, createUploads, galleryRoutes } from "./gallery.ts";
import {
  createDownloads,
  createOriginals,
  createPublicFeeds,
  createShares,
  publicGalleryRoutes,
} from "./gallery-public.ts";

const routes = { ...galleryRoutes, ...publicGalleryRoutes };
type Route = keyof typeof routes;

const askers = ["stranger", "outsider", "member", "owner", "key"] as const;
type Asker = (typeof askers)[number];

const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(60, 7)]);

let stack: AsyncDisposableStack;
let replica: Replica;
let owner: Person;
let organization: { id: string; slug: string };
let photo: { imageId: string; accessKey: string };
let as: Record<Asker, ApiRequest>;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  owner = await signUp(replica, "owner");
  const [member, outsider] = [await signUp(replica, "member"), await signUp(replica, "outsider")];
  const id = await addOrganization(replica, [
    { person: owner, role: "owner" },
    { person: member, role: "member" },
  ]);
  await addOrganization(replica, [{ person: outsider, role: "owner" }]);
  const { organizations } = schema;
  const [row] = await replica.db.orm
    .select({ slug: organizations.slug })
    .from(organizations)
    .where(eq(organizations.id, id));
  organization = { id, slug: row?.slug ?? "" };
  const wanted = { name: "ci", scopes: { apps: "all", api: true }, lifeMs: null };
  const made = await call(replica, "mutation", "account.keys.create", wanted, {
    ...{ as: owner, organization: id },
  });
  const { key } = z.object({ key: z.string() }).parse(dataOf(made));
  const own = ({ cookie }: Person) => ({ cookie, origin: webUrl.origin });
  as = {
    stranger: ask({}),
    outsider: ask(own(outsider)),
    member: ask(own(member)),
    owner: ask(own(owner)),
    key: ask({ authorization: `Bearer ${key}` }),
  };
  photo = await upload();
});
afterAll(() => stack.disposeAsync());

function ask(headers: Record<string, string>): ApiRequest {
  const sent = new Headers({ ...headers, "homeport-organization": organization.id });
  return { headers: sent, address: "192.0.2.7", requestId: "r1" };
}

const uploads = galleryRoutes.uploads.path;
const tus = (method: string, path: string, headers: Record<string, string>, body?: Uint8Array) =>
  new Request(`${webUrl.origin}${path}`, {
    ...{ method, headers: { "Tus-Resumable": "1.0.0", ...headers }, duplex: "half" },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });

const creation = () =>
  tus("POST", uploads, {
    "Upload-Length": String(bytes.length),
    "Upload-Metadata": `organizationId ${btoa(organization.id)},filename ${btoa("a.jpg")}`,
  });

async function upload(): Promise<typeof photo> {
  const send = createUploads(replica.api, new AbortController().signal);
  const { headers } = await send(as.member, creation());
  const path = new URL(headers.get("location") ?? "", webUrl).pathname;
  const type = { "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" };
  const sent = await send(as.member, tus("PATCH", path, type, bytes));
  const imageId = sent.headers.get("homeport-image-id") ?? "";
  const { images } = schema;
  const [row] = await replica.db.orm
    .select({ accessKey: images.accessKey })
    .from(images)
    .where(eq(images.id, imageId));
  return { imageId, accessKey: row?.accessKey ?? "" };
}

/** How each route is asked for the one photo, or for what belongs to it. */
const doors: Record<Route, (by: ApiRequest) => Promise<unknown>> = {
  uploads: async (by) =>
    await createUploads(replica.api, new AbortController().signal)(by, creation()),
  tick: async (by) =>
    await createTick(replica.api, { stage: "prod", secret: null, holder: "web-1" })(by),
  media: async (by) => {
    const hash = `${"0".repeat(16)}-w00000000`;
    const path = `/media/${photo.imageId}/${photo.accessKey}/${hash}/320.webp`;
    return await createMedia(replica.api)(by, path);
  },
  feed: async () =>
    await createPublicFeeds(replica.api, {
      gallery: (slug) => slug,
      album: (slug, album) => `${slug}/${album}`,
      image: (slug, imageId) => `${slug}/${imageId}`,
      feed: ({ kind }) => kind,
      media: (path) => path,
    })({ slug: organization.slug, album: null, kind: "rss" }),
  download: async (by) => {
    const path = `${routes.download.prefix}${photo.imageId}/${photo.accessKey}`;
    const query = new URLSearchParams({ mode: "original" });
    return await createDownloads(replica.api)(by, path, query);
  },
  share: async (by) => await createShares(replica.api)(by, "a".repeat(43), null),
  original: async (by) =>
    await createOriginals(replica.api)(by, `${routes.original.prefix}${photo.imageId}/original`),
};

/** "served", or the code that a refusal has. */
async function outcomeOf(route: Route, by: ApiRequest): Promise<unknown> {
  try {
    const answer = await doors[route](by);
    if (isFile(answer)) answer.bytes.destroy();
    return answer instanceof Response && !answer.ok ? answer.status : "served";
  } catch (error) {
    return error instanceof Error ? Reflect.get(error, "code") : error;
  }
}

function isFile(answer: unknown): answer is Download {
  return typeof answer === "object" && answer !== null && "filename" in answer;
}

async function readMatrix(): Promise<Record<string, unknown>> {
  const matrix: Record<string, unknown> = {};
  for (const route of Object.keys(doors) as Route[]) {
    const row: unknown[] = [];
    for (const asker of askers) row.push(await outcomeOf(route, as[asker]));
    matrix[route] = row;
  }
  return matrix;
}

const toAll = (outcome: unknown) => askers.map(() => outcome);
const served = "served";
/** Alike before and after anything is published. */
const always = {
  uploads: ["SIGN_IN_REQUIRED", 403, served, served, served],
  tick: ["TICK_UNAUTHORIZED", "TICK_UNAUTHORIZED", "TICK_UNAUTHORIZED", served, served],
  // Nothing has been made of the photo yet, and no link leads to it.
  media: toAll("IMAGE_NOT_FOUND"),
  share: toAll("LINK_ENDED"),
  original: ["SIGN_IN_REQUIRED", "IMAGE_NOT_FOUND", served, served, served],
};

test("every plain route of a closed gallery answers each asker as its rule says", async () => {
  expect(await readMatrix()).toEqual({
    ...always,
    feed: toAll("GALLERY_NOT_FOUND"),
    download: toAll("IMAGE_NOT_FOUND"),
  });
});

test("the original is told byte for byte, and to nobody by another photo's address", async () => {
  const originals = createOriginals(replica.api);
  const { bytes: sent } = await originals(as.member, `/api/v1/images/${photo.imageId}/original`);
  expect(Buffer.concat(await sent.toArray())).toEqual(bytes);
  const elsewhere = "00000000-0000-7000-8000-000000000000";
  for (const path of [`/api/v1/images/${elsewhere}/original`, "/api/v1/images/x/original"]) {
    await expect(originals(as.owner, path)).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
  }
});

test("opening the gallery opens its feed, and still no original", async () => {
  const change = (path: string, input: unknown) =>
    call(replica, "mutation", path, input, { as: owner, organization: organization.id });
  dataOf(await change("gallery.settings.update", { version: 0, isOpen: true }));
  dataOf(await change("gallery.images.publish", { imageIds: [photo.imageId] }));
  expect(await readMatrix()).toMatchObject({ ...always, feed: toAll(served) });
  expect(await outcomeOf("download", as.stranger)).not.toBe(served);
});
