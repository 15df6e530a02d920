import { join } from "node:path";
import { contender, type Running } from "../contender.ts";
import type { Lab } from "../product/lab.ts";
import { startRelay } from "../product/relay.ts";
import type { Site } from "../site.ts";
import type { Way } from "../visitor/way.ts";
import { startHomeport, untilStatus } from "./homeport.ts";

/** Two relays, of which one holds the tunnel; visitors may come to either. */
export interface TwoRelays extends Running {
  readonly local: Way;
  readonly peer: Way;
  readonly redisUrl: string;
}

/** A request that lands on the other relay, and crosses the link between the two. */
export function peer(site: Site, name: string) {
  return contender(name, async () => startTwoRelays(site, await site.openLab(), name));
}

/** The same with stores that nobody else asks. */
export function peerAlone(site: Site, name: string) {
  return contender(name, async () => startTwoRelays(site, await site.openOwnLab(), name));
}

async function startTwoRelays(site: Site, lab: Lab, name: string) {
  const plan = { name, wire: "raw", level: "public", accessLog: "off" } as const;
  const local = await startHomeport(site, lab, plan);
  const appsUrl = `http://localhost:${local.port}`;
  const other = { name: `${name}-other`, accessLog: "off", appsUrl } as const;
  const relay = await startRelay(site.stage, lab, other);
  const { programs, ...way } = local;
  const there = { ...way, port: relay.port };
  await untilStatus(there, 200, join(lab.folder, `relay-${other.name}-1.log`));
  const all = [{ ...relay, role: "peer" }, ...programs];
  return { ...there, local: way, peer: there, programs: all, redisUrl: lab.redisUrl };
}
