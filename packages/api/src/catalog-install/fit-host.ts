import type { InstallPlan } from "@homeport/catalog-format";
import type { HostView } from "@homeport/hosts";

/** Processors as agents name them, by the catalog's words. */
const processors: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", arm: "armv7" };

/** What of a host an installation hangs on. */
export type HostFit = Pick<HostView, "arch" | "agentVersion">;

/**
 * Why a host cannot run what a plan says; null where it can, as far as is known of it. What is only taken in runs already, so that any
 * host will do.
 */
export function misfitOf(
  plan: Pick<InstallPlan, "mode" | "architectures" | "minimumHomeport">,
  { arch, agentVersion }: HostFit,
): string | null {
  if (plan.mode === "adopt") return null;
  const processor = arch === null ? undefined : (processors[arch] ?? arch);
  if (processor !== undefined && !plan.architectures.some((one) => one === processor)) {
    return `The app runs on ${plan.architectures.join(", ")}, and this host is ${processor}.`;
  }
  const { minimumHomeport: minimum } = plan;
  if (minimum === null || agentVersion === null || !isOlder(agentVersion, minimum)) return null;
  return `The app needs Homeport ${minimum} on the host, which has ${agentVersion}.`;
}

/** By the three numbers of a version; what comes behind them does not count. */
function isOlder(version: string, minimum: string): boolean {
  const numbers = (text: string) => text.split(/[.+-]/, 3).map(Number);
  const least = numbers(minimum);
  for (const [at, number] of numbers(version).entries()) {
    const other = least[at] ?? 0;
    if (number !== other) return number < other;
  }
  return false;
}
