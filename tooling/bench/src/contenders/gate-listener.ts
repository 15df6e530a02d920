import { join } from "node:path";
import { openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { findFreePort } from "@homeport/services";
import { contender, type Running } from "../contender.ts";
import { startRelay } from "../product/relay.ts";
import { signIn } from "../product/sign-in.ts";
import { startProgram } from "../program.ts";
import type { Site } from "../site.ts";
import { untilStatus } from "./homeport.ts";

/** Somebody who answers checks over HTTP. */
export interface Checker extends Running {
  readonly path: string;
}

/** The forward-auth listener of the real relay, asked as nginx does, for a visitor who is signed in. */
export function gateListener(site: Site, name: string) {
  return contender<Checker>(name, async () => {
    const lab = await site.openLab();
    const gatePort = await findFreePort();
    const relay = await startRelay(site.stage, lab, { name, accessLog: "off", gatePort });
    const host = await lab.seeder.addHost();
    const target = `http://127.0.0.1:${site.targetPort}`;
    await lab.seeder.addApp(host, { name, target, level: "owner" });
    await addRules(lab.databaseUrl, name);
    const way = { port: relay.port, host: `${name}.localhost:${relay.port}`, headers: {} };
    await untilStatus(way, 401, join(lab.folder, `relay-${name}-1.log`));
    const headers = {
      cookie: await signIn(lab.seeder, host, way),
      "X-Original-Method": "GET",
      "X-Original-URL": `http://${way.host}/part-7/asset.js`,
    };
    const running = { port: gatePort, host: "gate.test", headers, programs: [relay] };
    return { ...running, path: "/gate/nginx" };
  });
}

/** Nine more than the one that every app has. */
async function addRules(databaseUrl: string, name: string): Promise<void> {
  const metrics = createMetrics({ app: "bench", version: "0.0.0" });
  const clock = systemClock;
  await using db = openDb({ url: databaseUrl, app: "bench", clock, log: silentLog, metrics });
  await db.sql.query(
    `insert into access_rules (id, app_id, path, match, level)
     select a.id || '-' || n, a.id, '/part-' || n, 'prefix', 'owner'
     from apps a, generate_series(2, 10) n where a.name = $1`,
    [name],
  );
}

export function bareHttp({ stage }: Site, name: string) {
  return contender<Checker>(name, async () => {
    const program = await startProgram(stage, "server", "bare-http.ts");
    const { port } = program;
    return { port, host: "bare.test", headers: {}, programs: [program], path: "/" };
  });
}
