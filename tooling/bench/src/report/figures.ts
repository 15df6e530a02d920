interface FigureKind {
  readonly title: string;
  format(value: number): string;
}

const whole = (value: number) => value.toFixed(value < 100 ? 1 : 0);
const inMib = (value: number) => whole(value / 2 ** 20);

/** Every figure that a case may answer. One of a role is written `cpuUs:relay`. */
const kinds: Readonly<Record<string, FigureKind>> = {
  requestsPerSecond: { title: "req/s", format: whole },
  roundTripsPerSecond: { title: "round trips/s", format: whole },
  bytesPerSecond: { title: "MiB/s", format: inMib },
  cpuUs: { title: "CPU µs", format: whole },
  cpuSecondsPerGib: { title: "CPU s/GiB", format: (value) => value.toFixed(3) },
  p50Ms: { title: "p50 ms", format: (value) => value.toFixed(2) },
  p95Ms: { title: "p95 ms", format: (value) => value.toFixed(2) },
  p99Ms: { title: "p99 ms", format: (value) => value.toFixed(2) },
  bulkKept: { title: "bulk kept", format: percent },
  paceKept: { title: "pace kept", format: percent },
  idleBytes: { title: "idle, MiB", format: inMib },
  oneGrowthBytes: { title: "1 stalled, MiB", format: inMib },
  manyGrowthBytes: { title: "100 stalled, MiB", format: inMib },
  bodiesApartBytes: { title: "bodies apart, MiB", format: inMib },
  largestBytes: { title: "largest RSS, MB", format: (value) => (value / 1e6).toFixed(0) },
  tunnelBytes: { title: "RSS a tunnel, KB", format: (value) => (value / 1e3).toFixed(1) },
  idleCpu: { title: "idle CPU", format: percent },
  connectMs: { title: "all up, ms", format: (value) => value.toFixed(0) },
  heartbeats: { title: "heartbeats", format: (value) => value.toFixed(0) },
  heapGrowthBytes: { title: "heap grown, MB", format: (value) => (value / 1e6).toFixed(2) },
  keptBytes: { title: "kept, MB", format: (value) => (value / 1e6).toFixed(1) },
  rssBytes: { title: "RSS grown, MB", format: (value) => (value / 1e6).toFixed(1) },
  delayP99Ms: { title: "loop delay p99, ms", format: (value) => value.toFixed(1) },
  stallMs: { title: "longest turn, ms", format: (value) => value.toFixed(1) },
  entryBytes: { title: "kept an app, B", format: whole },
  growth: { title: "grown", format: percent },
  bytes: { title: "KB", format: (value) => whole(value / 1e3) },
  share: { title: "apps changed", format: percent },
  commitMs: { title: "commit ms", format: (value) => value.toFixed(1) },
  diffMs: { title: "diff ms", format: (value) => value.toFixed(1) },
  welchT: { title: "Welch's t", format: (value) => value.toFixed(2) },
  ndcg: { title: "nDCG@10", format: (value) => value.toFixed(3) },
  perSecond: { title: "a second", format: whole },
  fsyncsPerSecond: { title: "fsyncs/s", format: whole },
  largePerSecond: { title: "large/s", format: whole },
  rowsWritten: { title: "rows written", format: (value) => value.toFixed(0) },
  landedP50Ms: { title: "landed p50 ms", format: (value) => value.toFixed(0) },
  landedP95Ms: { title: "landed p95 ms", format: (value) => value.toFixed(0) },
  readsAnInterval: { title: "reads an interval", format: (value) => value.toFixed(2) },
  readsAPromotion: { title: "reads a promotion", format: (value) => value.toFixed(2) },
  worstMs: { title: "worst ms", format: (value) => value.toFixed(0) },
  ofTtl: { title: "of the lease", format: (value) => value.toFixed(2) },
  buffers: { title: "pages", format: (value) => value.toFixed(0) },
  streamBytes: { title: "a stream, KB", format: (value) => (value / 1e3).toFixed(1) },
  reachP95Ms: { title: "reach p95 ms", format: (value) => value.toFixed(1) },
  workerBytes: { title: "worker, MB", format: (value) => (value / 1e6).toFixed(1) },
  promotedOnce: { title: "history once", format: (value) => value.toFixed(0) },
  promotedAgain: { title: "history again", format: (value) => value.toFixed(0) },
  tookSeconds: { title: "took, s", format: whole },
  writesPerSecond: { title: "writes/s", format: whole },
  wakesPerSecond: { title: "wakes/s", format: whole },
  jobsPerSecond: { title: "jobs/s", format: whole },
  statements: { title: "statements/s", format: (value) => value.toFixed(2) },
  ofLease: { title: "of a lease", format: (value) => value.toFixed(2) },
  cpuMs: { title: "CPU ms a photo", format: (value) => value.toFixed(0) },
  killed: { title: "killed", format: (value) => value.toFixed(0) },
  photoBytes: { title: "bytes, KB", format: (value) => (value / 1e3).toFixed(0) },
  ssim: { title: "SSIM", format: (value) => value.toFixed(4) },
  untilSeenMs: { title: "until seen, ms", format: (value) => value.toFixed(0) },
  fillMs: { title: "filled, ms", format: (value) => value.toFixed(0) },
  redisBytes: { title: "Redis, MB", format: (value) => (value / 1e6).toFixed(2) },
  photosPerSecond: { title: "photos/s", format: (value) => value.toFixed(2) },
  grownBytes: { title: "RSS grown, MB", format: (value) => (value / 1e6).toFixed(1) },
  commandMs: { title: "CPU ms", format: (value) => value.toFixed(0) },
  scriptBytes: { title: "script sent, KB", format: (value) => whole(value / 1e3) },
  scriptParsedBytes: { title: "script parsed, KB", format: (value) => whole(value / 1e3) },
  styleBytes: { title: "style sent, KB", format: (value) => whole(value / 1e3) },
  fontBytes: { title: "fonts sent, KB", format: (value) => whole(value / 1e3) },
  pageBytes: { title: "all sent, KB", format: (value) => whole(value / 1e3) },
  requests: { title: "requests", format: (value) => value.toFixed(0) },
  ttfbMs: { title: "first byte, ms", format: (value) => value.toFixed(0) },
  lcpMs: { title: "largest shown, ms", format: (value) => value.toFixed(0) },
  shift: { title: "shifted", format: (value) => value.toFixed(3) },
  blockedMs: { title: "blocked, ms", format: (value) => value.toFixed(0) },
  queries: { title: "queries", format: (value) => value.toFixed(0) },
  localCommands: { title: "more, local", format: (value) => value.toFixed(0) },
  peerCommands: { title: "more, by peer", format: (value) => value.toFixed(0) },
};

export function figureTitle(figure: string): string {
  const [kind = "", role] = figure.split(":");
  const title = kinds[kind]?.title ?? kind;
  return role === undefined ? title : `${title} ${role}`;
}

export function formatFigure(figure: string, value: number): string {
  if (Number.isNaN(value)) return "–";
  const kind = kinds[figure.split(":")[0] ?? ""];
  return kind?.format(value) ?? value.toPrecision(3);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
