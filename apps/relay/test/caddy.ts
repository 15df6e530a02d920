import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { fileURLToPath } from "node:url";
import { waitFor } from "@homeport/testkit";
import { freePort } from "./free-port.ts";

const guide = fileURLToPath(new URL("../../../docs/guides/proxies/caddy.md", import.meta.url));

export interface Caddy extends AsyncDisposable {
  /** Where it takes TLS. */
  readonly port: number;
}

/**
 * Runs the guide's own Caddyfile in the real program. Changed are the places of web, relay and gate listener, and who
 * signs: Caddy itself, since there is no authority to ask.
 */
export async function startCaddy(places: {
  readonly relayPort: number;
  readonly gatePort: number;
}): Promise<Caddy> {
  const folder = await mkdtemp(join(tmpdir(), "homeport-caddy-"));
  const [port, httpPort] = [await freePort(), await freePort()];
  const own = [
    ...["admin off", "local_certs", "skip_install_trust"],
    ...[`http_port ${httpPort}`, `https_port ${port}`, "default_bind 127.0.0.1"],
  ];
  const file = (await readCaddyfile())
    .replace("{\n", `{\n  ${own.join("\n  ")}\n`)
    .replace("127.0.0.1:8081", `127.0.0.1:${places.gatePort}`)
    .replace("127.0.0.1:8080", `127.0.0.1:${places.relayPort}`);
  const config = join(folder, "Caddyfile");
  await writeFile(config, file);
  const child = spawn("caddy", ["run", "--config", config, "--adapter", "caddyfile"], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: string[] = [];
  child.stderr.on("data", (chunk) => void said.push(String(chunk)));
  try {
    await waitFor(() => takesTls(port, child), { deadlineMs: 20_000, what: "Caddy takes TLS" });
  } catch (error) {
    await stop(child, folder);
    throw new Error(`Caddy does not serve: ${said.join("").slice(-2_000)}`, { cause: error });
  }
  return { port, [Symbol.asyncDispose]: () => stop(child, folder) };
}

/** The one block of the guide that is a whole file. */
async function readCaddyfile(): Promise<string> {
  const block = /```caddyfile\n([\s\S]*?)```/.exec(await readFile(guide, "utf8"))?.[1];
  if (block === undefined) throw new Error("the guide holds no Caddyfile");
  return block;
}

/** The console's certificate is made at the start, whoever may be asked. */
async function takesTls(port: number, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
  const socket = connect({
    ...{ host: "127.0.0.1", port, rejectUnauthorized: false },
    servername: "console.example.net",
  });
  try {
    await once(socket, "secureConnect");
    return true;
  } finally {
    socket.destroy();
  }
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
}
