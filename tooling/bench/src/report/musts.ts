import { atLeast, atMost, type FigureOf, type Goal, ratio, value } from "./goal.ts";

const mib = 2 ** 20;

const cpu = (contender: string): FigureOf => ["requests", contender, "cpuUs"];
const rate = (contender: string): FigureOf => ["requests", contender, "requestsPerSecond"];
const plain = "plain-proxy";
const raw = "data-plane-raw";
const websocket = "data-plane-websocket";

export const musts: readonly Goal[] = [
  ratio("CPU a request, data plane", cpu(raw), plain, atMost(0.6, 0.5)),
  ratio("CPU a request, product", cpu("product-raw"), plain, atMost(1, 0.75)),
  ratio("CPU a request, transport undici", cpu("undici-raw"), plain, atMost(0.8, 0.65)),
  ratio("requests a second, data plane", rate(raw), plain, atLeast(1.5, 1.9)),
  ratio("requests a second, product", rate("product-raw"), plain, atLeast(1, 1.4)),
  ratio("requests a second, transport undici", rate("undici-raw"), plain, atLeast(1.2, 1.6)),
  ratio("CPU a request", cpu(raw), "json-tunnel", atMost(1 / 8, 1 / 11)),
  ratio("requests a second", rate(raw), "json-tunnel", atLeast(5, 9)),
  ratio("CPU a request", cpu(raw), "dial-back", atMost(1 / 20, 1 / 30)),
  ratio("requests a second", rate(raw), "ssh-reverse", atLeast(1.3, 1.9)),
  ratio("CPU a request, ours with TLS", cpu("data-plane-tls"), "ssh-reverse", atMost(2.2, 1.8)),
  ratio("requests a second", rate(raw), "nginx", atLeast(0.4, 0.6)),
  ratio("CPU a request, websocket to raw", cpu(websocket), raw, atMost(1.1, 1.05)),
  ratio("8 downloads of 32 MiB", ["downloads", raw, "bytesPerSecond"], plain, atLeast(0.8, 0.9)),
  ratio("1 download", ["one-download", raw, "bytesPerSecond"], plain, atLeast(0.6, 0.8)),
  ratio("1 upload", ["one-upload", raw, "bytesPerSecond"], plain, atLeast(0.6, 0.8)),
  ratio("CPU a GiB", ["downloads", raw, "cpuSecondsPerGib"], "json-tunnel", atMost(1 / 5, 1 / 6)),
  ratio("1 download", ["one-download", raw, "bytesPerSecond"], "json-tunnel", atLeast(5, 8)),
  ratio(
    "CPU a GiB, websocket to raw",
    ["downloads", websocket, "cpuSecondsPerGib"],
    raw,
    atMost(1.35, 1.2),
  ),
  ratio(
    "1 download, 40 ms away",
    ["distant-download", "data-plane-raw@40ms", "bytesPerSecond"],
    "fixed-window@40ms",
    atLeast(5, 8),
  ),
  ratio(
    "1 download, 40 ms away",
    ["distant-download", "data-plane-raw@40ms", "bytesPerSecond"],
    "ssh-reverse@40ms",
    atLeast(1, 1.2),
  ),
  {
    goal: "first event of a stream, median",
    ours: ["first-event", raw, "p50Ms"],
    control: ["first-event", plain, "p50Ms"],
    by: "difference",
    ...atMost(5, 2),
  },
  ratio(
    "echo of 64 B, 32 connections",
    ["echo", raw, "roundTripsPerSecond"],
    "ssh-reverse",
    atLeast(1.2, 1.5),
  ),
  ratio("p99 beside 4 downloads of 25 MB/s", ["beside-bulk", raw, "p99Ms"], plain, atMost(2, 1)),
  ratio(
    "p99 beside bulk, wire at 20 MB/s",
    ["narrow-wire", "data-plane-raw@20MB/s", "p99Ms"],
    "fifo@20MB/s",
    atMost(1 / 2, 1 / 4),
  ),
  value(
    "bulk rate kept, wire at 20 MB/s",
    ["narrow-wire", "data-plane-raw@20MB/s", "bulkKept"],
    atLeast(0.7, 0.85),
  ),
  value("p50 of a stream beside 4 unlimited ones", ["interactive", raw, "p50Ms"], atMost(3, 1)),
  value(
    "RSS growth, 1 stalled visitor",
    ["stalled", "data-plane-fresh", "oneGrowthBytes"],
    atMost(16 * mib, 10 * mib),
  ),
  value(
    "RSS growth, 100 stalled visitors",
    ["stalled", "data-plane-fresh", "manyGrowthBytes"],
    atMost(96 * mib, 48 * mib),
  ),
  {
    goal: "RSS growth, 100 stalled to 1 collected",
    ours: ["stalled", "data-plane-fresh", "manyGrowthBytes"],
    control: ["collected", "json-tunnel-fresh", "oneGrowthBytes"],
    by: "ratio",
    ...atMost(1 / 5, 1 / 10),
  },
  value(
    "RSS with 100 stalled visitors",
    ["stalled", "data-plane-fresh", "largestBytes"],
    atMost(256e6, 200e6),
  ),
  value(
    "pace of others beside 100 stalled",
    ["stalled", "data-plane-fresh", "paceKept"],
    atLeast(0.8, 0.95),
  ),
  value(
    "RSS, 10 MiB to 1 GiB bodies",
    ["stalled", "data-plane-fresh", "bodiesApartBytes"],
    atMost(20 * mib, 10 * mib),
  ),
  value("RSS a tunnel, websocket", ["idle", "idle-websocket", "tunnelBytes"], atMost(50e3, 20e3)),
  value("RSS a tunnel, TLS in process", ["idle", "idle-tls", "tunnelBytes"], atMost(65e3, 45e3)),
  value("CPU of 5,000 idle tunnels", ["idle", "idle-websocket", "idleCpu"], atMost(0.05, 0.02)),
  value(
    "Redis commands, local requests",
    ["redis", "two-relays-alone", "localCommands"],
    atMost(0, 0),
  ),
  value(
    "Redis commands, peer requests",
    ["redis", "two-relays-alone", "peerCommands"],
    atMost(0, 0),
  ),
  ratio("CPU a request, through a peer", cpu("peer-raw"), raw, atMost(1.7, 1.4)),
];
