import { posix } from "node:path";
import type { Report } from "./problem.ts";

/** Files of the app's folder that say what Docker does: no container may write to them. */
const ownFiles = /^(\.env|(docker-)?compose[^/]*\.ya?ml)/i;
const socket = /(^|\/)(docker|podman|containerd|crio)[^/]*\.sock$/;

/**
 * Whether a path of the host leads to a place of its own inside the app's folder: such as `./data`, and neither that folder as a
 * whole nor what the agent keeps there. Answers that place, or null where it does not.
 */
export function placeInside(source: string): string | null {
  if (/[$\\\p{Cc}]/u.test(source) || !source.startsWith("./")) return null;
  const place = posix.normalize(source).replace(/\/$/, "");
  if (place === "." || place.startsWith("..") || ownFiles.test(place)) return null;
  return place;
}

/** Reports a path of the host unless it leads inside the app's folder. */
export function checkHostPath(source: unknown, path: string, report: Report): void {
  if (typeof source === "string" && placeInside(source) !== null) return;
  if (typeof source !== "string" || source.includes("$")) {
    const sentence = "names a path of the host that cannot be known beforehand";
    report({ path, consent: null, sentence });
    return;
  }
  if (socket.test(source)) {
    report({
      path,
      consent: "docker-socket",
      sentence: "reaches the socket that rules all containers",
    });
    return;
  }
  const sentence = "reaches a path of the host outside of the app's own (./ and a name)";
  report({ path, consent: "host-paths", sentence });
}

/** Two of these places of which one lies in the other: whoever writes to the outer one chooses what the inner one is. */
export function findNested(places: readonly string[]): { outer: string; inner: string } | null {
  for (const outer of places) {
    const inner = places.find((place) => asOneDisk(place).startsWith(`${asOneDisk(outer)}/`));
    if (inner !== undefined) return { outer, inner };
  }
  return null;
}

/** Some disks take names for one that differ in case, or in how they write an accent. */
function asOneDisk(place: string): string {
  return place.normalize("NFC").toLowerCase();
}
