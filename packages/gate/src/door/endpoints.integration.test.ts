import { expect, test } from "vitest";
import { answerOf, fieldsOf, openApp, openWorld, signIn } from "../../test/fixture.ts";

test("whoami and identity say who one is and whose app it is", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(world.relay, app, world.owner);
  const ask = async (path: string, sent: readonly string[]) =>
    JSON.parse(answerOf(await world.relay.visit(app.hostname, path, { headers: sent })).body);
  expect(await ask("/.homeport/whoami", headers)).toEqual({
    kind: "session",
    id: world.owner.userId,
    name: "Ada",
  });
  expect(await ask("/.homeport/whoami", [])).toEqual({ kind: "anonymous", id: null, name: null });
  expect(await ask("/.homeport/identity", [])).toEqual({
    id: expect.any(String),
    name: "Ada",
    publicKey: expect.stringMatching(/^[\w-]{43}$/),
    fingerprint: expect.stringMatching(/^[a-z2-7]{52}$/),
  });
});

test("status is for those who may open the app", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(world.relay, app, world.owner);
  expect(answerOf(await world.relay.visit(app.hostname, "/.homeport/status")).status).toBe(401);
  const answer = answerOf(await world.relay.visit(app.hostname, "/.homeport/status", { headers }));
  expect(JSON.parse(answer.body)).toMatchObject({ status: "unknown" });
});

test.for([
  "/.homeport",
  "/.homeport/",
  "/.homeport/nothing",
  "/.homeport/link/",
  "/.homeport/Link",
  "/.HOMEPORT/whoami",
  "/%2ehomeport/whoami",
  "/%252ehomeport/whoami",
  "//.homeport/whoami",
  "/x/../.homeport/whoami",
  "/x/..%2f.homeport/whoami",
  "/.homeport;x/whoami",
  "/.homeport%2fwhoami",
  "\\.homeport\\whoami",
  "/.homeport/whoami/",
  "/.homeport/whoami%3f",
])("%s never reaches a public app", async (path) => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "public");
  const target = path.startsWith("/") ? path : `/${path}`;
  expect(answerOf(await world.relay.visit(app.hostname, target)).status).toBe(404);
});

test("a method that an endpoint does not answer is 405", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "public");
  const answer = answerOf(await world.relay.visit(app.hostname, "/.homeport/sign-out"));
  expect(answer.status).toBe(405);
  expect(fieldsOf(answer, "allow")).toEqual(["POST"]);
});

test("signing out of an app ends it everywhere, clears the cookie, and is refused to other sites", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(world.relay, app, world.owner);
  const send = (more: readonly string[]) =>
    world.relay.visit(app.hostname, "/.homeport/sign-out", {
      method: "POST",
      headers: [...headers, ...more],
    });
  expect((await send(["Origin", "http://evil.localhost:8080"])).code).toBe("ORIGIN_REFUSED");
  expect((await world.relay.visit(app.hostname, "/", { headers })).kind).toBe("pass");
  const answer = answerOf(
    await send(["Origin", "http://notes.localhost:8080", "Accept", "text/html"]),
  );
  expect(answer.status).toBe(200);
  expect(fieldsOf(answer, "set-cookie")[0]).toMatch(/^homeport_app=; .*Max-Age=0/);
  expect((await world.relay.visit(app.hostname, "/", { headers })).code).toBe("SESSION_ENDED");
});

test("every answer of the gate says its number, and nothing of an app's own answer does", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const number = async (host: string, path: string) =>
    fieldsOf(answerOf(await world.relay.visit(host, path)), "x-homeport-gate");
  expect(await number(app.hostname, "/")).toEqual(["201"]);
  expect(await number(app.hostname, "/.homeport/whoami")).toEqual(["100"]);
  expect(await number(app.hostname, "/.homeport/callback?t=x")).toEqual(["217"]);
  expect(await number("nobody.localhost", "/")).toEqual(["200"]);
  expect(world.relay.gate.filterAnswer(["X-Homeport-Gate", "100", "ETag", "1"]).rawHeaders).toEqual(
    ["ETag", "1"],
  );
});
