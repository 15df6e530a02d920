import { once } from "node:events";
import { findFreePort } from "@homeport/services";
import { needs } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Asked, ask, cookiesOf } from "../src/proxy/ask.ts";
import { type GuardedSite, openGuardedSite } from "../src/proxy/guarded-site.ts";
import type { ProxyName } from "../src/proxy/guide-config.ts";
import { startProxy } from "../src/proxy/start-proxy.ts";

let site: GuardedSite;

beforeAll(async () => {
  site = await openGuardedSite();
});
afterAll(() => site[Symbol.asyncDispose]());

const person = { Accept: "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
const programs: readonly ProxyName[] = ["nginx", "caddy", "haproxy"];

describe.each(programs)("the guide's configuration in the real %s", (name) => {
  const installed = needs(name);
  let stack: AsyncDisposableStack;
  /** What a browser that is signed in sends. */
  let cookie = "";

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    if (installed.skip) return;
    stack.use(await startProxy(name, site.places, site.keeper));
    cookie = await signIn();
  });
  afterAll(() => stack.disposeAsync());

  const visit = (asked: Asked) => ask(site.places.port, site.host, asked);
  const reached = () => site.app.seen.length;

  async function signIn(): Promise<string> {
    const led = await visit({ path: "/deep?a=b", headers: person });
    const state = new URL(String(led.headers.location)).searchParams.get("s") ?? "";
    const back = await site.external.admit(state, site.places.port);
    const landed = await visit({ path: back, headers: { ...person, Cookie: cookiesOf(led) } });
    expect([landed.status, landed.headers.location]).toEqual([303, "/deep?a=b"]);
    return cookiesOf(landed);
  }

  function lastSeen() {
    const last = site.app.seen.at(-1);
    if (last === undefined) throw new Error("nothing reached the app");
    return last;
  }

  test("a public path is everybody's, and the app is told of nobody", installed, async () => {
    const answer = await visit({ path: "/public/a%20b?c=d" });
    expect([answer.status, answer.body]).toEqual([200, "served"]);
    expect(lastSeen()).toMatchObject({ url: "/public/a%20b?c=d" });
    expect(lastSeen().headers).toMatchObject({ "x-homeport-kind": "anonymous" });
    expect(lastSeen().headers["x-homeport-user"] ?? "").toBe("");
  });

  test("a private one leads a person to sign in, and tells a program 401", installed, async () => {
    const before = reached();
    const led = await visit({ path: "/deep?a=b", headers: person });
    expect(led.status).toBe(302);
    expect(led.headers.location).toMatch(/^http:\/\/localhost:3000\/gate\/start\?s=/);
    expect(cookiesOf(led)).toMatch(/^homeport_pre=/);
    for (const method of ["GET", "POST"]) {
      const told = await visit({ path: "/deep", method, ...(method === "POST" && { body: "x" }) });
      expect([told.status, JSON.parse(told.body).error.code]).toEqual([401, "SIGN_IN_REQUIRED"]);
    }
    const unreadable = await visit({ path: "/a%zz" });
    expect(unreadable.status).toBe(400);
    expect(reached()).toBe(before);
  });

  test(
    "who has signed in reaches the app as themselves, with the app's own cookies alone",
    installed,
    async () => {
      const headers = { ...person, Cookie: `theme=dark; ${cookie}` };
      const answer = await visit({ path: "/deep?a=b", headers });
      expect([answer.status, answer.body]).toEqual([200, "served"]);
      expect(lastSeen().headers).toMatchObject({
        ...{ "x-homeport-name": "Ada", "x-homeport-role": "owner", "x-team": "Ada" },
        cookie: "theme=dark",
      });
      await visit({ path: "/deep", headers: { Cookie: cookie } });
      expect(lastSeen().headers.cookie ?? "").toBe("");
      const posted = { path: "/deep", method: "POST", body: "whole", headers: { Cookie: cookie } };
      expect((await visit(posted)).status).toBe(200);
      expect(lastSeen()).toMatchObject({ method: "POST", body: "whole" });
      for (const { rawHeaders } of site.app.seen) {
        expect(rawHeaders.join(" ")).not.toMatch(/homeport_app=|homeport_pre=/);
        expect(rawHeaders.join(" ")).not.toContain(site.places.secret);
      }
    },
  );

  test(
    "the gate's own paths are answered by the gate, and never by the app",
    installed,
    async () => {
      const before = reached();
      const headers = { Cookie: cookie };
      const known = await visit({ path: "/.homeport/whoami", headers });
      expect(JSON.parse(known.body)).toMatchObject({ kind: "session", name: "Ada" });
      for (const path of [
        ...["/.homeport/nothing", "/.HOMEPORT/whoami", "//.homeport/whoami", "/.homeport/ask"],
        ...["/a/../.homeport/whoami", "/%2ehomeport/whoami", "/gate/envoy/../../.homeport/whoami"],
      ]) {
        expect((await visit({ path, headers })).status, path).toBe(404);
      }
      expect(reached()).toBe(before);
    },
  );

  test("no spelling of a path leads past the rules", installed, async () => {
    const before = reached();
    for (const path of ["/public/..%2fdeep", "/public/%2e%2e/deep", "/public/../deep", "/PUBLIC"]) {
      expect((await visit({ path })).status, path).toBe(401);
    }
    expect(reached()).toBe(before);
  });

  test(
    "nobody makes an identity up, in any spelling, nor shows the app a key",
    installed,
    async () => {
      const names = [
        ...["X-Homeport-User", "x-homeport-role", "Remote-User", "X-Forwarded-Email", "X-Team"],
        ...["X_Homeport_User", "X.Homeport.User", "Remote_User", "X_Team", "X-Homeport-Key"],
        ...["X-Auth-Request-User", "X-WebAuth-User", "X-Homeport-Gate-Secret"],
      ];
      for (const spoofed of names) {
        const before = reached();
        const answer = await visit({ path: "/public", headers: { [spoofed]: "made-up" } });
        expect([200, 400], spoofed).toContain(answer.status);
        expect(reached() - before, spoofed).toBe(answer.status === 200 ? 1 : 0);
        expect(site.app.seen.slice(before).flatMap((one) => one.rawHeaders)).not.toContain(
          "made-up",
        );
      }
      for (const own of [
        "X-Forwarded-Host",
        "X-Forwarded-Uri",
        "X-Original-URL",
        "X-Forwarded-Method",
      ]) {
        const answer = await visit({ path: "/deep", headers: { [own]: "/public" } });
        expect([400, 401], own).toContain(answer.status);
      }
    },
  );

  test("a WebSocket opens for who may pass and comes from the app itself", installed, async () => {
    expect(await openSocket({})).toBe(401);
    const origin = `http://${site.host}`;
    expect(await openSocket({ Cookie: cookie, Origin: "http://evil.example" })).toBe(403);
    expect(await openSocket({ Cookie: cookie, Origin: origin })).toBe("echo");
    expect(lastSeen()).toMatchObject({ method: "UPGRADE" });
    expect(lastSeen().headers["x-homeport-name"]).toBe("Ada");
  });

  test("no other protocol than WebSocket is agreed on with the app", installed, async () => {
    const headers = {
      Connection: "Upgrade, HTTP2-Settings",
      Upgrade: "h2c",
      "HTTP2-Settings": "AA",
    };
    const answer = await visit({ path: "/public", headers });
    expect(answer.status).toBe(200);
    expect(lastSeen().headers.upgrade).toBeUndefined();
  });

  test("while the gate cannot be asked nobody passes", installed, async () => {
    const [port, gatePort] = [await findFreePort(), await findFreePort()];
    const alone = { ...site.places, port, gatePort };
    await using _proxy = await startProxy(name, alone, site.keeper);
    const before = reached();
    const host = `notes.example.org:${port}`;
    for (const path of ["/public", "/.homeport/whoami"]) {
      const answer = await ask(port, host, { path, headers: { Cookie: cookie } });
      expect(answer.status, path).toBeGreaterThanOrEqual(500);
    }
    expect(reached()).toBe(before);
  });

  async function openSocket(headers: Record<string, string>): Promise<number | "echo"> {
    const socket = new WebSocket(`ws://127.0.0.1:${site.places.port}/socket`, {
      headers: { Host: site.host, ...headers },
    });
    socket.on("error", () => undefined);
    try {
      const refused = once(socket, "unexpected-response").then(
        ([, response]) => response.statusCode as number,
      );
      const opened = once(socket, "open").then(() => "open" as const);
      const outcome = await Promise.race([refused, opened]);
      if (outcome !== "open") return outcome;
      socket.send("echo");
      const [message] = await once(socket, "message");
      return String(message) === "echo" ? "echo" : 0;
    } finally {
      socket.terminate();
    }
  }
});
