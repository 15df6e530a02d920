import { needs } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Asked, ask } from "../src/proxy/ask.ts";
import type { ProxyName } from "../src/proxy/guide-config.ts";
import { openSleepingSite, type SleepingSite } from "../src/proxy/sleeping-site.ts";
import { startProxy } from "../src/proxy/start-proxy.ts";

let site: SleepingSite;

beforeAll(async () => {
  site = await openSleepingSite();
});
afterAll(() => site?.[Symbol.asyncDispose]());

const person = { Accept: "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
const programs: readonly ProxyName[] = ["nginx", "caddy", "haproxy"];

for (const name of programs) {
  test(
    `behind the real ${name} a visitor sees that an app starts, and then the app`,
    needs(name),
    async () => {
      await using _ = await startProxy(name, site.places, site.keeper);
      const visit = (asked: Asked) => ask(site.places.port, site.host, asked);
      const page = await visit({ path: "/deep?a=b", headers: person });
      expect([page.status, page.headers["x-homeport-gate"]]).toEqual([503, "300"]);
      expect(page.body).toContain("<h1>Starting sleeper</h1>");
      const status = JSON.parse((await visit({ path: "/.homeport/status" })).body);
      // Where the proxy before has just had it stopped, a start begins no sooner than five seconds after the last one.
      expect(["starting", "running", "stopped"]).toContain(status.status);
      const held = await visit({ path: "/asset.js" });
      expect([held.status, held.body]).toEqual([200, "served"]);
      await site.app.stop();
    },
  );
}
