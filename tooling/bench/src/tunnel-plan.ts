import type { BenchCase } from "./bench-case.ts";
import type { BenchPlan } from "./bench-plan.ts";
import { besideBulk, narrowWire } from "./cases/beside-bulk.ts";
import { distantDownload } from "./cases/distant-download.ts";
import { downloads, oneDownload } from "./cases/downloads.ts";
import { echo, interactive } from "./cases/echo.ts";
import { firstEvent } from "./cases/first-event.ts";
import { idleTunnels } from "./cases/idle-tunnels.ts";
import { redisCommands } from "./cases/redis-commands.ts";
import { requests } from "./cases/requests.ts";
import { collectedBody, stalledVisitors } from "./cases/stalled.ts";
import { oneUpload } from "./cases/upload.ts";
import { dialBack } from "./contenders/dial-back.ts";
import { homeport } from "./contenders/homeport.ts";
import { type IdleLab, idleRelay, openIdleLab } from "./contenders/idle-relay.ts";
import { jsonTunnel } from "./contenders/json-tunnel.ts";
import { bareTunnel } from "./contenders/mux.ts";
import { nginx } from "./contenders/nginx.ts";
import { peer, peerAlone } from "./contenders/peer.ts";
import { plainProxy } from "./contenders/plain-proxy.ts";
import { sshReverse } from "./contenders/ssh.ts";
import { musts } from "./report/musts.ts";
import type { Site } from "./site.ts";

const dataPlane = { level: "public", accessLog: "off" } as const;
const product = { level: "owner", accessLog: "all" } as const;
const far = { roundTripMs: 40 };
const narrow = { bytesPerSecond: 20_000_000, smallBuffers: true } as const;

/** Relay, tunnel and agent beside everything that they are compared with. */
export const tunnelPlan: BenchPlan = {
  name: "tunnel",
  does: "requests, transfers, latency and memory of relay and agent, beside their controls",
  usual: { rounds: 5, seconds: 2 },
  goals: musts,
  listCases,
};

function listCases(site: Site): readonly BenchCase[] {
  const plain = plainProxy(site);
  const json = jsonTunnel(site);
  const ssh = sshReverse(site, { name: "ssh-reverse" });
  const raw = homeport(site, { name: "data-plane-raw", wire: "raw", ...dataPlane });
  const websocket = homeport(site, {
    ...{ name: "data-plane-websocket", wire: "websocket" },
    ...dataPlane,
  });
  const both = [raw, websocket];
  return [
    requests([
      ...[plain, json, dialBack(site), nginx(site), ssh],
      bareTunnel(site, { name: "mux-raw", wire: "raw" }),
      bareTunnel(site, { name: "mux-websocket", wire: "websocket" }),
      ...both,
      homeport(site, { name: "data-plane-tls", wire: "raw", tls: true, ...dataPlane }),
      homeport(site, { name: "product-raw", wire: "raw", ...product }),
      homeport(site, { name: "undici-raw", wire: "raw", transport: "undici", ...dataPlane }),
      peer(site, "peer-raw"),
    ]),
    downloads([plain, json, ...both]),
    oneDownload([plain, json, ...both]),
    oneUpload([plain, ...both]),
    distantDownload([
      homeport(site, { name: "data-plane-raw@40ms", wire: "raw", network: far, ...dataPlane }),
      bareTunnel(site, {
        ...{ name: "fixed-window@40ms", wire: "raw", network: far },
        without: "fixed-window",
      }),
      sshReverse(site, { name: "ssh-reverse@40ms", network: far }),
    ]),
    firstEvent([plain, ...both]),
    echo([raw, ssh]),
    besideBulk([plain, raw]),
    narrowWire([
      homeport(site, { name: "data-plane-raw@20MB/s", wire: "raw", network: narrow, ...dataPlane }),
      bareTunnel(site, { name: "fifo@20MB/s", wire: "raw", network: narrow, without: "fifo" }),
    ]),
    interactive(both),
    ...listOnce(site),
  ];
}

/** Cases with processes of their own, which nobody has used before. */
function listOnce(site: Site): readonly BenchCase[] {
  let idleLab: Promise<IdleLab> | undefined;
  const openIdle = () => {
    idleLab ??= openIdleLab(site);
    return idleLab;
  };
  return [
    stalledVisitors([homeport(site, { name: "data-plane-fresh", wire: "raw", ...dataPlane })]),
    collectedBody([jsonTunnel(site, "json-tunnel-fresh")]),
    redisCommands([peerAlone(site, "two-relays-alone")]),
    idleTunnels([
      idleRelay(site, openIdle, { name: "idle-websocket", tls: false }),
      idleRelay(site, openIdle, { name: "idle-tls", tls: true }),
    ]),
  ];
}
