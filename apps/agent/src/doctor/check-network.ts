import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { isPrivateEnough } from "../tunnel/plaintext.ts";
import { type Finding, fail, ok, reasonOf, warn } from "./finding.ts";

const withinMs = 5_000;
const expiresSoonMs = 7 * 24 * 3_600_000;

export async function checkDns(relayUrl: URL): Promise<Finding> {
  const host = bareHost(relayUrl);
  try {
    const found = await lookup(host, { all: true });
    return ok("DNS", `${host} is ${found.map(({ address }) => address).join(", ")}`);
  } catch (error) {
    const remedy = "Check this machine's resolver, and the address that the console shows.";
    return fail("DNS", `${host} does not resolve (${reasonOf(error)})`, remedy);
  }
}

export async function checkTcp(relayUrl: URL): Promise<Finding> {
  const place = `${bareHost(relayUrl)}:${portOf(relayUrl)}`;
  const beganAtMs = performance.now();
  const socket = connect({ host: bareHost(relayUrl), port: portOf(relayUrl), timeout: withinMs });
  try {
    await settled(socket, "connect");
    return ok("TCP", `${place} accepts in ${Math.round(performance.now() - beganAtMs)} ms`);
  } catch (error) {
    const remedy = "Open this port outwards in your firewall, or see whether the relay runs.";
    return fail("TCP", `${place}: ${reasonOf(error)}`, remedy);
  } finally {
    socket.destroy();
  }
}

/** The chain as the agent itself will judge it; `nowMs` is the wall clock. */
export async function checkTls(relayUrl: URL, nowMs: number, plain: boolean): Promise<Finding> {
  if (relayUrl.protocol !== "https:") {
    if (isPrivateEnough(relayUrl)) return ok("TLS", "not needed: the relay is on this machine");
    const detail = `${relayUrl.origin} is not encrypted`;
    return plain
      ? warn(
          "TLS",
          `${detail}, which relay.allowPlaintext permits`,
          "Give the relay a certificate.",
        )
      : fail("TLS", detail, "Give the relay a certificate; the agent refuses to dial without.");
  }
  const host = bareHost(relayUrl);
  const socket = connectTls({ host, port: portOf(relayUrl), servername: host, timeout: withinMs });
  try {
    await settled(socket, "secureConnect");
    const { valid_to: validTo, issuer } = socket.getPeerCertificate();
    const detail = `by ${[issuer.O ?? issuer.CN].flat().join(" ")}, valid until ${validTo}`;
    const isSoon = Date.parse(validTo) - nowMs < expiresSoonMs;
    return isSoon
      ? warn("TLS", detail, "Have the relay's certificate renewed.")
      : ok("TLS", detail);
  } catch (error) {
    const remedy =
      "Renew the relay's certificate, or name its authority in NODE_EXTRA_CA_CERTS; check this machine's clock.";
    return fail("TLS", `${host}: ${reasonOf(error)}`, remedy);
  } finally {
    socket.destroy();
  }
}

/** Waits for `event` of a socket; throws what went wrong instead, or that it took too long. */
function settled(socket: ReturnType<typeof connect>, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.on("error", reject);
    socket.once("timeout", () => reject(new Error("no answer within 5 s")));
  });
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}
