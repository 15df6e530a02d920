import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { balancerNames, findOnPath } from "@homeport/services";
import { needs, waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { echoOnce } from "../src/load/echo-once.ts";
import { sendRequest } from "../src/load/send-request.ts";
import { openConsoleBrowser } from "../src/product/console-browser.ts";
import { type StartedHomeport, startHomeport } from "../src/product/start-homeport.ts";
import { startTarget } from "../src/target/target.ts";

const portBase = 27_200;
const deadlineMs = 20_000;

/** The first that is installed; `FULL=1` tries all. What sets them apart is shown with plain replicas. */
const installed = balancerNames.filter((name) => findOnPath(name) !== null);
const [usual = "nginx"] = installed;
const names = process.env["FULL"] === "1" ? balancerNames : ([usual] as const);

function hasEnded(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

describe.each(names)("the product with %s in front", (name) => {
  const needed = needs(name);
  let stack: AsyncDisposableStack;
  let homeport: StartedHomeport;
  let appHost: string;
  let appsPort: number;

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    if (needed.skip) return;
    const target = stack.use(await startTarget());
    homeport = stack.use(await startHomeport({ portBase, front: name, web: 2, relay: 2 }));
    await homeport.expose(Number(new URL(target.url).port), "balanced");
    appsPort = Number(new URL(homeport.appsUrl).port);
    appHost = `balanced.${new URL(homeport.appsUrl).host}`;
  }, 300_000);
  afterAll(() => stack.disposeAsync(), 60_000);

  test("a person signs in, at whichever replica each step lands", needed, async () => {
    const page = await fetch(new URL("/sign-in", homeport.webUrl));
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("</html>")]);
    const person = openConsoleBrowser(homeport.webUrl);
    const { status } = await person.post(
      homeport.webUrl,
      "/api/auth/sign-in/email",
      homeport.admin,
    );
    expect(status).toBe(200);
    const answers = [];
    for (let turn = 0; turn < 4; turn += 1) {
      answers.push(await person.query(homeport.webUrl, "session.me"));
    }
    expect(answers.map(({ body }) => body)).not.toContain(null);
    expect(new Set(answers.map(({ replica }) => replica)).size).toBe(2);
  });

  test(
    "an app answers over the tunnels of its host, and its WebSocket echoes",
    needed,
    async () => {
      const visitor = { port: appsPort, relayOf: () => null };
      const ask = (id: string) => sendRequest(visitor, { id, method: "GET", host: appHost });
      await waitFor(async () => (await ask("known")).status === 200, { deadlineMs });
      const asked = await Promise.all(["one", "two", "three", "four"].map(ask));
      expect(asked.map(({ outcome }) => outcome)).toEqual(["one", "two", "three", "four"]);
      expect(await echoOnce(appsPort, appHost, "word")).toBe("word");
    },
  );

  test("an event stream of an app is told event by event", needed, async () => {
    const signal = AbortSignal.timeout(deadlineMs);
    const asked = get({
      ...{ host: "127.0.0.1", port: appsPort, agent: false, path: "/events" },
      headers: { host: appHost },
      signal,
    });
    const [answer]: IncomingMessage[] = await once(asked, "response");
    if (answer === undefined) throw new Error("no answer came");
    const [first] = await once(answer, "data", { signal });
    expect(String(first)).toMatch(/^data: 1\n\n/);
    await once(answer, "data", { signal });
    answer.on("error", () => undefined).destroy();
  });

  test("when a replica of web is killed the console answers on", needed, async () => {
    const person = openConsoleBrowser(homeport.webUrl);
    const killed = homeport.processes().find(({ app, port }) => app === "web" && port !== null);
    const pid = killed?.pid ?? 0;
    process.kill(pid, "SIGKILL");
    // What it had taken by then is lost, and nobody's to repeat.
    await waitFor(() => hasEnded(pid), { deadlineMs, what: "the replica has ended" });
    const statuses = [];
    for (let turn = 0; turn < 20; turn += 1) {
      statuses.push((await person.query(homeport.webUrl, "session.me")).status);
    }
    expect(statuses).toEqual(statuses.map(() => 200));
  });

  test(
    "a front that is killed is started again, and nothing of either outlives the run",
    needed,
    async () => {
      const front = homeport.processes().find(({ app }) => app === "front");
      process.kill(front?.pid ?? 0, "SIGKILL");
      const visitor = { port: appsPort, relayOf: () => null };
      const isBack = async () =>
        homeport.processes().some(({ app, pid }) => app === "front" && pid !== front?.pid) &&
        (await sendRequest(visitor, { id: "back", method: "GET", host: appHost })).status === 200;
      await waitFor(isBack, { deadlineMs, everyMs: 100, what: "the app answers again" });
      await stack.disposeAsync();
      expect(
        (await sendRequest(visitor, { id: "gone", method: "GET", host: appHost })).outcome,
      ).toMatch(/ECONNREFUSED/);
    },
  );
});
