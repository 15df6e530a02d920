import type { Entrypoint } from "../../records/entry.ts";
import { isMap, itemsOf, type Report } from "../problem.ts";
import { portVariable } from "./variables.ts";

interface PublishedPort {
  readonly address: string | null;
  readonly hostPort: string;
  readonly port: string;
  readonly transport: string;
}

const short =
  /^(?:(?<address>[\d.]+|\[[0-9a-f:]+\]):)?(?<hostPort>\d{1,5}|\$\{[A-Z0-9_]+\}):(?<port>\d{1,5})(?:\/(?<transport>tcp|udp))?$/;

/**
 * Reports ports of a service that are not its entrypoints': what speaks HTTP is published on the loopback interface at the
 * port that its variable stands for, and nothing else of a template is reached.
 */
export function checkTemplatePorts(
  service: Record<string, unknown>,
  path: string,
  entrypoints: readonly Entrypoint[],
  report: Report,
): void {
  for (const [at, item] of itemsOf(service["ports"]).entries()) {
    const sentence = complaintOf(readPort(item), entrypoints);
    if (sentence !== null) report({ path: `${path}.ports[${at}]`, consent: null, sentence });
  }
}

function complaintOf(
  port: PublishedPort | null,
  entrypoints: readonly Entrypoint[],
): string | null {
  if (port === null) return "is not a port that is published the way of a template";
  const entrypoint = entrypoints.find(
    ({ port: own, protocol }) =>
      String(own) === port.port && (protocol === "udp" ? "udp" : "tcp") === port.transport,
  );
  if (entrypoint === undefined) return "publishes a port that is no entrypoint";
  const variable = `\${${portVariable(entrypoint.name)}}`;
  if (port.hostPort === variable && port.address === "127.0.0.1") return null;
  const isPlain = /^\d+$/.test(port.hostPort) || port.hostPort === variable;
  if (entrypoint.protocol !== "http" && isPlain) return null;
  return `is not published as 127.0.0.1:${variable}:${entrypoint.port}`;
}

function readPort(item: unknown): PublishedPort | null {
  if (isMap(item)) {
    const { target, published, host_ip: address, protocol = "tcp" } = item;
    const front = typeof address === "string" ? `${address}:` : "";
    return readPort(`${front}${String(published)}:${String(target)}/${String(protocol)}`);
  }
  const { address, hostPort, port, transport = "tcp" } = short.exec(String(item))?.groups ?? {};
  if (hostPort === undefined || port === undefined) return null;
  return { address: address ?? null, hostPort, port, transport };
}
