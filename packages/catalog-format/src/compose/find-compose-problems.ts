import { placesOf } from "./mounts.ts";
import { findNested, placeInside } from "./paths.ts";
import { type ComposeProblem, isMap } from "./problem.ts";
import { readCompose } from "./read-compose.ts";
import { checkTopLevel } from "./top-level.ts";

export type { ComposeProblem } from "./problem.ts";

/** A word that allows what another one does, and more. */
const wider: Readonly<Record<string, readonly string[]>> = {
  gpu: ["devices", "privileged"],
  devices: ["privileged"],
  "net-admin": ["privileged"],
  "docker-socket": ["host-paths"],
};

/**
 * Everything that a compose file asks for beyond its own folder and loopback ports and that `consents` does not name.
 * Keys that are not known are among it. A file that cannot be read has problems that say why.
 */
export function findComposeProblems(
  text: string,
  options: { readonly consents: readonly string[]; readonly entryService: string },
): ComposeProblem[] {
  const { file, problems } = readCompose(text);
  if (file === null) return [...problems];
  return [...findWishes(file, options.consents), ...problemsOfEntry(file, options.entryService)];
}

/** Everything that a file which has been read asks for and that `consents` does not name. */
export function findWishes(
  file: Record<string, unknown>,
  consents: readonly string[],
): ComposeProblem[] {
  const found: ComposeProblem[] = [];
  checkTopLevel(file, "", (problem) => found.push(problem));
  found.push(...problemsOfPlaces(file));
  return found.filter(({ consent }) => !isAllowed(consent, consents));
}

function isAllowed(consent: string | null, consents: readonly string[]): boolean {
  if (consent === null) return false;
  return [consent, ...(wider[consent] ?? [])].some((word) => consents.includes(word));
}

function problemsOfEntry(file: Record<string, unknown>, entryService: string): ComposeProblem[] {
  const { services } = file;
  if (isMap(services) && isMap(services[entryService]) && Object.hasOwn(services, entryService))
    return [];
  const sentence = `has no service ${entryService}, which is to answer`;
  return [{ path: "services", consent: null, sentence }];
}

function problemsOfPlaces(file: Record<string, unknown>): ComposeProblem[] {
  const nested = findNested(findBindPlaces(file));
  if (nested === null) return [];
  const { outer, inner } = nested;
  const sentence = `mounts ${inner}, which lies in ${outer}: mount one of them`;
  return [{ path: "services", consent: "host-paths", sentence }];
}

/** The places inside the app's folder that containers get to see, each once. */
export function findBindPlaces(file: Record<string, unknown>): string[] {
  const { services } = file;
  const mounted = isMap(services) ? Object.values(services).flatMap(placesOf) : [];
  const files = [file["configs"], file["secrets"]].flatMap((all) =>
    isMap(all) ? Object.values(all).flatMap(placeOfFile) : [],
  );
  return [...new Set([...mounted, ...files])];
}

function placeOfFile(entry: unknown): string[] {
  const source = isMap(entry) ? entry["file"] : null;
  const place = typeof source === "string" ? placeInside(source) : null;
  return place === null ? [] : [place];
}
