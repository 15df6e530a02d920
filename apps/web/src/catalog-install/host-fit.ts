import type { Outputs } from "../data/router-types.ts";
import { processorWords } from "../public-catalog/catalog-words.ts";

export type HostRow = Outputs["hosts"]["list"]["items"][number];

const processors: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", arm: "armv7" };

/** Why a host cannot be chosen, in a few words; null where it can. What runs there already needs no processor of a kind. */
export function whyNot(
  host: Pick<HostRow, "online" | "status" | "arch">,
  mode: "compose" | "adopt",
  architectures: readonly string[],
): string | null {
  if (host.status !== "active") return "Revoked";
  if (!host.online) return "Offline now";
  const processor = host.arch === null ? undefined : (processors[host.arch] ?? host.arch);
  if (mode === "adopt" || processor === undefined || architectures.includes(processor)) return null;
  return `It is ${processorWords(processor)}, on which the app does not run`;
}
