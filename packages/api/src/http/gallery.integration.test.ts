import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
import { createMedia, createTick, createUploads, tickHeader } from "./gallery.ts";

let stack: AsyncDisposableStack;
let replica: Replica;
let owner: Person;
let member: Person;
let organization: string;
let key: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  owner = await signUp(replica, "owner");
  member = await signUp(replica, "member");
  organization = await addOrganization(replica, [
    { person: owner, role: "owner" },
    { person: member, role: "member" },
  ]);
  const wanted = { name: "ci", scopes: { apps: "all", api: true }, lifeMs: null };
  const made = await call(replica, "mutation", "account.keys.create", wanted, {
    ...{ as: owner, organization },
  });
  key = z.object({ key: z.string() }).parse(dataOf(made)).key;
});
afterAll(() => stack.disposeAsync());

function ask(headers: Record<string, string> = {}): ApiRequest {
  return { headers: new Headers(headers), address: "192.0.2.7", requestId: "r1" };
}

const own = (person: Person) => ({ cookie: person.cookie, origin: webUrl.origin });

async function codeOf(act: Promise<unknown>): Promise<unknown> {
  const error = await act.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Error ? Reflect.get(error, "code") : error;
}

describe("a tick", () => {
  const secret = "a tick secret of some length";
  const tick = (stage: "test" | "prod", configured: string | null) =>
    createTick(replica.api, { stage, secret: configured, holder: "web-1" });

  test("runs a pass for everybody where no secret is set, but in prod", async () => {
    expect(await tick("test", null)(ask())).toMatchObject({
      ...{ ran: true, due: 0, enqueued: 0, workers: 0 },
    });
  });

  test("is counted by what became of it", async () => {
    const results: string[] = [];
    const { gallery } = replica.api;
    const events = { ...gallery.events, tickEnded: (result: string) => void results.push(result) };
    const api = { ...replica.api, gallery: { ...gallery, events } };
    const guarded = createTick(api, { stage: "test", secret, holder: "web-1" });
    await codeOf(guarded(ask()));
    await guarded(ask({ [tickHeader]: secret }));
    expect(results).toEqual(["refused", "ran"]);
  });

  test("takes the secret alone where one is set, and no cookie or key in its place", async () => {
    const guarded = tick("test", secret);
    expect(await guarded(ask({ [tickHeader]: secret }))).toMatchObject({ ran: true });
    for (const headers of [
      {},
      { [tickHeader]: "" },
      { [tickHeader]: secret.slice(1) },
      { [tickHeader]: `${secret}, ${secret}` },
      { [tickHeader]: `${secret}x`.repeat(100) },
      own(owner),
      { authorization: `Bearer ${key}` },
    ]) {
      expect(await codeOf(guarded(ask(headers)))).toBe("TICK_UNAUTHORIZED");
    }
  });

  test("in prod without a secret is for who operates galleries: an admin from the console, or a key", async () => {
    const guarded = tick("prod", null);
    expect(await guarded(ask(own(owner)))).toMatchObject({ ran: true });
    expect(await guarded(ask({ authorization: `Bearer ${key}` }))).toMatchObject({ ran: true });
    for (const headers of [
      {},
      own(member),
      { cookie: owner.cookie },
      { cookie: owner.cookie, origin: "https://elsewhere.example" },
      { cookie: "homeport.session_token=forged", origin: webUrl.origin },
    ]) {
      expect(await codeOf(guarded(ask(headers)))).toBe("TICK_UNAUTHORIZED");
    }
  });
});

describe("an upload", () => {
  const path = "/api/v1/uploads";
  const create = (organizationId: string) =>
    new Request(`${webUrl.origin}${path}`, {
      method: "POST",
      headers: {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "100",
        "Upload-Metadata": `organizationId ${btoa(organizationId)},filename ${btoa("a.jpg")}`,
      },
    });

  test("is taken from members, from the console's own pages or by key, and from nobody else", async () => {
    const upload = createUploads(replica.api, new AbortController().signal);
    expect((await upload(ask(own(member)), create(organization))).status).toBe(201);
    const byKey = ask({ authorization: `Bearer ${key}` });
    expect((await upload(byKey, create(organization))).status).toBe(201);
    const elsewhere = await addOrganization(replica, [{ person: owner, role: "owner" }]);
    expect((await upload(ask(own(member)), create(elsewhere))).status).toBe(403);
    expect(await codeOf(upload(ask(), create(organization)))).toBe("SIGN_IN_REQUIRED");
    const foreign = ask({ cookie: member.cookie, origin: "https://app.elsewhere.example" });
    expect(await codeOf(upload(foreign, create(organization)))).toBe("ORIGIN_REFUSED");
  });
});

test("an address that no photo has answers all alike", async () => {
  const media = createMedia(replica.api);
  const id = "00000000-0000-7000-8000-000000000000";
  for (const path of [
    "/media/x",
    `/media/${id}/${"a".repeat(22)}/${"0".repeat(16)}-w00000000/320.webp`,
    "/media/../../etc/passwd",
  ]) {
    expect(await codeOf(media(ask(own(owner)), path))).toBe("IMAGE_NOT_FOUND");
  }
});
