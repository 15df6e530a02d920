import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { InstalledApp } from "@homeport/fleet";
import { contender, type Running } from "../contender.ts";
import { startAgent } from "../product/agent.ts";
import { startRelay } from "../product/relay.ts";
import type { Site } from "../site.ts";

/** An app that the real agent starts for whoever visits it, through the real relay. */
export interface Sleeper extends Running {
  readonly app: InstalledApp;
  /** When its probe passed for the last time, in epoch ms by the clock of this machine. */
  readProbedAtMs(): number;
}

/** Writes down when it answered for the first time, which its host's probe asks for, and ends with the bench. */
const program = `
const fs = require("node:fs"), file = process.env.PROBED
let probed = false
require("node:http").createServer((request, response) => {
  if (!probed) fs.writeFileSync(file, String(Date.now()))
  probed = true
  response.end("up")
}).listen(process.env.PORT, "127.0.0.1")
setInterval(() => { if (!fs.existsSync(require("node:path").dirname(file))) process.exit() }, 1000)
`;

export function wokenApp(site: Site, name: string) {
  return contender<Sleeper>(name, async () => {
    const { stage } = site;
    const lab = await site.openLab();
    const relay = await startRelay(stage, lab, { name, accessLog: "off" });
    const host = await lab.seeder.addHost();
    const relayUrl = `http://localhost:${relay.port}`;
    const agent = startAgent(stage, lab, host, { name, relayUrl, wire: "raw", env: {} });
    const file = join(lab.folder, `${name}.probed`);
    const app = await lab.seeder.installApp(host, {
      name,
      manifest: {
        runtime: "process",
        process: { argv: [process.execPath, "-e", program], env: { PROBED: file } },
        probe: { kind: "http", path: "/" },
      },
    });
    return {
      ...{ port: relay.port, host: `${name}.localhost:${relay.port}`, headers: {} },
      ...{ programs: [relay, agent], app },
      readProbedAtMs: () => (existsSync(file) ? Number(readFileSync(file, "utf8")) : Number.NaN),
    };
  });
}
