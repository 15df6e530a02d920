import { findBindPlaces } from "./find-compose-problems.ts";
import { plainJson } from "./plain-json.ts";
import { appPortVariable, isAppPort } from "./ports.ts";
import { isMap, itemsOf } from "./problem.ts";
import { readCompose } from "./read-compose.ts";

/** A compose file as it goes to Docker. */
export interface RenderedCompose {
  /** As JSON, which is YAML that every reader of it takes for the same. */
  readonly text: string;
  /** What it mounts of the app's folder, as `data/uploads`. */
  readonly places: readonly string[];
}

/**
 * Writes a file that has no problems in the form in which it was checked. Where the entry's service does not publish the
 * app's port, it does from now on: on the loopback interface, at the port that the agent names.
 */
export function renderCompose(
  text: string,
  entry: { readonly service: string; readonly port: number },
): RenderedCompose {
  const { file } = readCompose(text);
  const services = file?.["services"];
  const service = isMap(services) ? services[entry.service] : undefined;
  if (file === null || !isMap(services) || !isMap(service)) {
    throw new Error("a compose file is checked before it is written");
  }
  const ports = itemsOf(service["ports"]);
  const isPublished = service["network_mode"] === "host" || ports.some(isAppPort);
  const own = `127.0.0.1:${appPortVariable}:${entry.port}`;
  const published = isPublished ? service : { ...service, ports: [...ports, own] };
  const kept = Object.entries(file).filter(([key]) => !key.startsWith("x-"));
  const rendered = {
    ...Object.fromEntries(kept),
    services: { ...services, [entry.service]: published },
  };
  return { text: plainJson(rendered), places: findBindPlaces(file) };
}
