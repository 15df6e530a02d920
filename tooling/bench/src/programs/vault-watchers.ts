import { Agent, get } from "node:http";
import { percentile } from "../report/statistics.ts";
import { newDevice } from "../vaults/device.ts";
import { inFlight } from "../vaults/in-flight.ts";
import { openVerbs } from "../vaults/open-verbs.ts";
import { openDoor, sendMove } from "../vaults/send-move.ts";
import { requestTextOf, VaultSet } from "../vaults/vault-set.ts";
import { answerAsks } from "./answer-asks.ts";
import { openStores } from "./open-stores.ts";

/** Opens streams of events, of vaults or of a bare route, and tells how long one change takes to reach all of them. */
const [databaseUrl = "", secret = "", webUrl = "", barePort = "0"] = process.argv.slice(2);

const vaults = 4;
const signersEach = 50;
const streamsEach = 10;
const openingAtOnce = 32;
const withinMs = 20_000;

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const door = openDoor(webUrl, 16);
const arrivals: number[] = [];

/** Opens one stream, and notes when something that bears the mark arrives. */
function open(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  mark: string,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const asked = get({ agent, host: "127.0.0.1", port, path, headers }, (answer) => {
    if (answer.statusCode !== 200) {
      reject(new Error(`a stream was answered with ${answer.statusCode}`));
      return;
    }
    answer.setEncoding("utf8").on("data", (part: string) => {
      if (part.includes(mark)) arrivals.push(performance.now());
      resolve();
    });
    answer.on("error", () => undefined);
  });
  asked.on("error", reject);
  return promise;
}

async function untilAll(sentMs: number) {
  const wanted = vaults * signersEach * streamsEach;
  const untilMs = performance.now() + withinMs;
  while (arrivals.length < wanted) {
    if (performance.now() > untilMs)
      throw new Error(`${arrivals.length} of ${wanted} were reached`);
    await new Promise((turn) => setTimeout(turn, 5));
  }
  const waits = arrivals.splice(0).map((at) => at - sentMs);
  return { reachP50Ms: percentile(waits, 50), reachP95Ms: percentile(waits, 95) };
}

const stores = await openStores(databaseUrl, secret);
const ctx = await openVerbs(stores);
const sets: { set: VaultSet; devices: ReturnType<typeof newDevice>[] }[] = [];

async function openVaults() {
  for (let at = 0; at < vaults; at += 1) {
    const devices = Array.from({ length: signersEach }, newDevice);
    const [first, ...rest] = devices;
    if (first === undefined) throw new Error("nobody signs");
    const signers = [first, ...rest] as const;
    const plan = { count: 1, stateBytes: 1_024, source: "self", signers } as const;
    const set = new VaultSet({ ...plan, authority: door.authority });
    await set.create(ctx);
    sets.push({ set, devices });
  }
  await inFlight(openingAtOnce, vaults * signersEach * streamsEach, async (index) => {
    const { set, devices } = sets[index % vaults] ?? {};
    const device = devices?.[Math.floor(index / vaults) % signersEach];
    const vaultId = set?.versions[0]?.vaultId;
    if (device === undefined || vaultId === undefined) throw new Error("nobody watches");
    const path = `/api/v1/vaults/${vaultId}/events`;
    const timestampMs = Date.now();
    const ask = { method: "GET", path, vaultId, body: "", timestampMs } as const;
    const text = requestTextOf(device, { ...ask, authority: door.authority });
    const headers = {
      "x-homeport-signer": device.id,
      "x-homeport-authority": door.authority,
      "x-homeport-timestamp": String(timestampMs),
      "x-homeport-signature": device.sign(text),
    };
    await open(door.port, path, headers, "event: delta.canonical");
  });
  return { streams: vaults * signersEach * streamsEach };
}

async function changeVaults() {
  const moves = sets.map(({ set, devices: [device] }) => ({
    move: set.prepareChain(0, 1)[0],
    set,
    device,
  }));
  const sentMs = performance.now();
  await Promise.all(
    moves.map(async ({ move, set, device }) => {
      if (move === undefined || device === undefined) throw new Error("nothing to send");
      await sendMove(door, device, move);
      set.moved(move);
    }),
  );
  return await untilAll(sentMs);
}

async function openBare() {
  const all = vaults * signersEach * streamsEach;
  await inFlight(openingAtOnce, all, () => open(Number(barePort), "/", {}, "event: change"));
  return { streams: all };
}

async function changeBare() {
  const sentMs = performance.now();
  const data = JSON.stringify({ text: "x".repeat(300) });
  const body = `event: change\ndata: ${data}\n\n`;
  const answer = await fetch(`http://127.0.0.1:${barePort}/`, { method: "POST", body });
  if (answer.status !== 204) throw new Error(`the bare route said ${answer.status}`);
  return await untilAll(sentMs);
}

answerAsks({
  "open-vaults": openVaults,
  "change-vaults": changeVaults,
  "open-bare": openBare,
  "change-bare": changeBare,
});
