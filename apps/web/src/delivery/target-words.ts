import type { Delivery } from "../apps/app-types.ts";
import type { Light } from "../design/status-dot.tsx";

export interface TargetWords {
  light: Light;
  label: string;
  /** What to do about it; null when nothing is wrong. */
  nextStep: string | null;
}

const failures: Record<string, Omit<TargetWords, "light">> = {
  TARGET_REFUSED: {
    label: "Nothing answered there",
    nextStep: "Start the program on the host, or correct the port.",
  },
  TARGET_UNREACHABLE: {
    label: "The host could not reach it",
    nextStep: "Check the name or address, and that the host's network leads there.",
  },
  TARGET_TIMEOUT: {
    label: "It took no connection in time",
    nextStep: "Look whether the program hangs or is overloaded.",
  },
  TARGET_NOT_ALLOWED: {
    label: "The host did not allow it",
    nextStep:
      "Declare the app on the host with `homeport expose`, or use an address on the host itself.",
  },
};

/** How the host's last connection to the target went, in words. */
export function describeTarget(lastConnect: Delivery["lastConnect"]): TargetWords {
  if (lastConnect === null) {
    return { light: "idle", label: "Not tried yet", nextStep: null };
  }
  if (lastConnect.error === null) {
    return { light: "ok", label: "Answered", nextStep: null };
  }
  const known = failures[lastConnect.error];
  return { light: "bad", ...(known ?? { label: lastConnect.error, nextStep: null }) };
}
