import type { Entry } from "../records/entry.ts";
import type { Release } from "../records/release.ts";
import { locateKey } from "../toml/locate-key.ts";
import { type Problem, problem, quote } from "./problem.ts";

interface Parts {
  readonly folder: string;
  readonly entry: Entry;
  readonly appToml: string;
  readonly releases: readonly Release[];
  /** Of the entry's files, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Of the template; null where there is none that can be read. */
  readonly services: readonly string[] | null;
}

/** Whether releases, template and entrypoints speak of the same services. */
export function checkReleases(parts: Parts): Problem[] {
  const { folder, entry, releases, services } = parts;
  const found = releases.flatMap((release) => problemsOfRelease(parts, release));
  if (services === null) return found;
  const appPath = `${folder}/app.toml`;
  if (entry.status === "active" && releases.length === 0) {
    const message = "an active entry with a compose.yml needs a release";
    found.push(
      problem(appPath, "release/services", message, {
        key: "status",
        place: locateKey(parts.appToml, ["status"]),
      }),
    );
  }
  for (const [at, { service }] of entry.entrypoints.entries()) {
    if (services.includes(service)) continue;
    const key = ["entrypoints", at, "service"];
    const message = `${quote(service)} is no service of compose.yml`;
    found.push(
      problem(appPath, "compose/service", message, {
        key: key.join("."),
        place: locateKey(parts.appToml, key),
      }),
    );
  }
  return found;
}

function problemsOfRelease({ folder, services, texts }: Parts, release: Release): Problem[] {
  const path = `${folder}/releases/${release.version}.toml`;
  const text = texts.get(path) ?? "";
  const named = release.images.map(({ service }) => service);
  const found = release.images.flatMap(({ digest, reference }, at) => {
    if (digest !== undefined) return [];
    const place = locateKey(text, ["images", at]);
    const message = `${quote(reference)} has no digest, so what it holds may change`;
    return [problem(path, "release/digest-missing", message, { key: `images.${at}`, place })];
  });
  const missing = (services ?? []).filter((service) => !named.includes(service));
  const unknown = services === null ? [] : named.filter((service) => !services.includes(service));
  const details = { key: "images", place: locateKey(text, ["images", 0]) };
  const tell = (message: string) => found.push(problem(path, "release/services", message, details));
  for (const service of missing) tell(`has no image for the service ${quote(service)}`);
  for (const service of unknown)
    tell(`has an image for ${quote(service)}, which is no service of compose.yml`);
  return found;
}
