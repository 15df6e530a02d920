import { findLastingPort, type Keeper } from "@homeport/services";
import { createSyntheticHosts } from "../hosts/synthetic-hosts.ts";
import type { InstalledApp } from "../seed/install-app.ts";
import { guardedHostname, openProxiedRelay, openSite } from "./guarded-site.ts";
import type { ProxyPlaces } from "./guide-config.ts";

/** An app that its host runs, at a port of its own, to which a proxy on that host leads. */
export interface SleepingSite extends AsyncDisposable {
  readonly app: InstalledApp;
  readonly keeper: Keeper;
  readonly places: ProxyPlaces;
  readonly host: string;
}

/** Takes longer than a page is waited for, and ends with the folder of its site. */
const program = `
setTimeout(() => require("node:http").createServer((request, response) => response.end("served"))
  .listen(process.env.PORT, "127.0.0.1"), 2500)
setInterval(() => { if (!require("node:fs").existsSync(process.env.SITE)) process.exit() }, 500)
`;

export async function openSleepingSite(): Promise<SleepingSite> {
  return await openSite(async (stack) => {
    const { relay, seeder, keeper, places } = await openProxiedRelay(stack);
    const appPort = await findLastingPort();
    const host = await seeder.addHost();
    await relay.start();
    const { folder } = places;
    const relayUrl = `http://localhost:${relay.port}`;
    const plan = { folder, keeper, relayUrl, hosts: [host], tunnels: 1, nodeArgs: [] };
    await stack.use(createSyntheticHosts(plan)).start();
    const app = await seeder.installApp(host, {
      name: "sleeper",
      hostname: guardedHostname,
      manifest: {
        ...{ runtime: "process", entry: { port: appPort } },
        process: { argv: [process.execPath, "-e", program], env: { SITE: folder } },
      },
    });
    return {
      app,
      keeper,
      places: { ...places, appPort },
      host: `${guardedHostname}:${places.port}`,
    };
  });
}
