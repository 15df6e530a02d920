import { once } from "node:events";
import { Agent, get, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { balancerNames } from "@homeport/services";
import { needs, waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BalancedSite, openBalancedSite } from "../src/balancer/balanced-site.ts";
import { rawProtocol } from "../src/balancer/plain-replica.ts";
import { echoOnce } from "../src/load/echo-once.ts";
import { ask } from "../src/proxy/ask.ts";

const deadlineMs = 10_000;
const host = "notes.apps.example.net:8443";

describe.each(balancerNames)("the operator's file of %s, in the real program", (name) => {
  const installed = needs(name);
  let stack: AsyncDisposableStack;
  let site: BalancedSite;

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    if (!installed.skip) site = await openBalancedSite(name, stack);
  });
  afterAll(() => stack.disposeAsync());

  const visit = (path = "/", method = "GET", headers: Record<string, string> = {}) =>
    ask(site.ports.web, host, { path, method, headers, ...(method === "POST" && { body: "x" }) });

  function lastHeaders() {
    return site.replicas.flatMap(({ arrived }) => arrived).find(({ url }) => url === "/told")
      ?.headers;
  }

  test(
    "Host stays as it came, and what a client says of itself is replaced",
    installed,
    async () => {
      const claims = {
        ...{ "X-Forwarded-For": "192.0.2.66", "X-Forwarded-Host": "evil.example" },
        ...{ "X-Forwarded-Proto": "https", "X-Forwarded-Port": "66", "X-Forwarded-Prefix": "/66" },
        Forwarded: "for=192.0.2.66",
      };
      expect((await visit("/told", "GET", claims)).status).toBe(200);
      expect(lastHeaders()).toMatchObject({
        ...{ host, "x-forwarded-host": host },
        ...{ "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" },
        "x-forwarded-port": String(site.ports.web),
      });
      expect(JSON.stringify(lastHeaders())).not.toMatch(/66"|evil/);
    },
  );

  test("what a proxy says of a visitor reaches a gate listener as it is", installed, async () => {
    const said = {
      ...{ "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Host": "notes.example.org" },
      ...{ "X-Forwarded-Proto": "https", "X-Forwarded-Uri": "/deep" },
    };
    await ask(site.ports.gate, host, { path: "/asked", headers: said });
    const arrived = site.replicas.flatMap((replica) => replica.arrived);
    expect(arrived.find(({ url }) => url === "/asked")?.headers).toMatchObject({
      ...{ host, "x-forwarded-for": "192.0.2.7", "x-forwarded-host": "notes.example.org" },
      ...{ "x-forwarded-proto": "https", "x-forwarded-uri": "/deep" },
    });
  });

  test("long addresses and heads pass both ways", installed, async () => {
    const long = "x".repeat(14_000);
    const answer = await visit(`/?${"q".repeat(30_000)}`, "GET", { "X-Long": long });
    expect([answer.status, answer.headers["x-asked"]]).toEqual([200, long]);
  });

  test("the next request of one connection goes to the next replica", installed, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const names = [];
    for (let turn = 0; turn < 6; turn += 1) names.push(await askOn(agent));
    agent.destroy();
    expect(new Set(names)).toEqual(new Set(["first", "second"]));
  });

  async function askOn(agent: Agent): Promise<string> {
    const asked = get({ host: "127.0.0.1", port: site.ports.apps, agent, headers: { host } });
    const [answer]: IncomingMessage[] = await once(asked, "response");
    return answer === undefined ? "" : await text(answer);
  }

  test(
    "an event stream is told at once, and ends at the replica when its visitor has left",
    installed,
    async () => {
      const asked = get({
        ...{ host: "127.0.0.1", port: site.ports.apps, agent: false, path: "/events" },
        headers: { host },
      });
      asked.on("error", () => undefined);
      const signal = AbortSignal.timeout(deadlineMs);
      const [answer]: IncomingMessage[] = await once(asked, "response", { signal });
      answer?.on("error", () => undefined);
      const [event] = await once(answer ?? asked, "data", { signal });
      expect(String(event)).toBe("data: 1\n\n");
      asked.destroy();
      const open = () => site.replicas.reduce((sum, replica) => sum + replica.streams(), 0);
      await waitFor(() => open() === 0, { deadlineMs, what: "the stream has ended" });
    },
  );

  test("an upload reaches the replica while it is still on its way", installed, async () => {
    const asked = request({
      ...{ host: "127.0.0.1", port: site.ports.apps, agent: false, method: "PUT" },
      headers: { host, "transfer-encoding": "chunked" },
    });
    asked.write("half");
    const uploaded = () => site.replicas.some((replica) => replica.uploadedBytes() >= 4);
    await waitFor(uploaded, { deadlineMs, what: "the first half has arrived" });
    asked.end("whole");
    const [answer]: IncomingMessage[] = await once(asked, "response");
    expect(answer?.statusCode).toBe(200);
    answer?.resume();
  });

  test("WebSockets pass, and so does a protocol that no proxy knows", installed, async () => {
    expect(await echoOnce(site.ports.web, host, "word")).toBe("word");
    expect(await echoOnce(site.ports.apps, host, "word")).toBe("word");
    const asked = request({
      ...{ host: "127.0.0.1", port: site.ports.apps, agent: false },
      headers: { host, connection: "Upgrade", upgrade: rawProtocol },
    });
    asked.end();
    const [, socket] = await once(asked, "upgrade", { signal: AbortSignal.timeout(deadlineMs) });
    socket.write("bytes");
    const [echoed] = await once(socket, "data", { signal: AbortSignal.timeout(deadlineMs) });
    socket.destroy();
    expect(String(echoed)).toBe("bytes");
  });

  test("when a replica is killed no request fails", installed, async () => {
    const [, second] = site.replicas;
    // Caddy has closed a body by the time at which it tries another replica.
    const methods = name === "caddy" ? ["GET", "DELETE"] : ["GET", "POST"];
    second.kill();
    const answers = [];
    for (let turn = 0; turn < 20; turn += 1) {
      answers.push(await visit("/", methods[turn % 2]));
    }
    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual(
      answers.map(() => "200 first"),
    );
  });
});

// nginx asks nobody: it learns from requests alone.
test(
  "HAProxy sends nothing to a replica that is not ready, until it is",
  needs("haproxy"),
  async () => {
    await using stack = new AsyncDisposableStack();
    const { ports, replicas } = await openBalancedSite("haproxy", stack);
    const [, second] = replicas;
    const answeredBy = async () => {
      const answers = [];
      for (let turn = 0; turn < 4; turn += 1)
        answers.push(await ask(ports.web, host, { path: "/" }));
      return [...new Set(answers.map(({ body }) => body))].sort();
    };
    const become = (names: string[]) =>
      waitFor(async () => String(await answeredBy()) === String(names), { deadlineMs });
    await become(["first", "second"]);
    second.setReady(false);
    await become(["first"]);
    second.setReady(true);
    await become(["first", "second"]);
  },
);

test(
  "Caddy sends nothing to replicas that are not ready, until they are",
  needs("caddy"),
  async () => {
    await using stack = new AsyncDisposableStack();
    const { ports, replicas } = await openBalancedSite("caddy", stack);
    const status = async () => (await ask(ports.web, host, { path: "/" })).status;
    const arrived = () => replicas.reduce((sum, replica) => sum + replica.arrived.length, 0);
    expect(await status()).toBe(200);
    // Here both are asked at the first one's ops listener.
    replicas[0].setReady(false);
    await waitFor(async () => (await status()) === 503, { deadlineMs });
    const before = arrived();
    expect([await status(), arrived()]).toEqual([503, before]);
    replicas[0].setReady(true);
    await waitFor(async () => (await status()) === 200, { deadlineMs });
  },
);
