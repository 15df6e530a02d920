import { remember } from "@homeport/platform";
import { canonicalTarget, parseTarget, type Target } from "./target.ts";

/** What this host itself permits: whatever a relay asks, nothing else is ever connected. */
export interface AllowedTargets {
  /** Targets declared on this host, as text. */
  readonly declared: readonly string[];
  /** Whether a target set in the console may be used when it is on this machine. */
  readonly fromConsole: "loopback" | "none";
}

/**
 * The target of an OPEN when this host permits it, else null. Texts are compared in their
 * canonical form, and a target that is not declared counts as set in the console.
 */
export function allowedTarget(asked: string, allowed: AllowedTargets): Target | null {
  const read = readTarget(asked);
  if (read === null) return null;
  const { canonical, target } = read;
  if (allowed.declared.some((text) => readTarget(text)?.canonical === canonical)) return target;
  const consoleMay = allowed.fromConsole === "loopback" && isLoopback(target);
  return consoleMay ? target : null;
}

/** A host has few targets and every stream names one: to parse its address anew costs more than to carry a request. */
const readTarget = remember(
  (text): { readonly canonical: string; readonly target: Target } | null => {
    try {
      const canonical = canonicalTarget(text);
      return { canonical, target: parseTarget(canonical) };
    } catch {
      return null;
    }
  },
  { maxKeys: 1_000, maxChars: 256 },
);

/** Names are compared as text: `localhost.example` or a name that resolves here is not loopback. */
function isLoopback(target: Target): boolean {
  if (target.kind === "unix") return false;
  return (
    target.host === "localhost" || target.host === "::1" || /^127(\.\d{1,3}){3}$/.test(target.host)
  );
}
