import type { Outputs } from "../data/router-types.ts";
import type { Light } from "../design/status-dot.tsx";

export type Operation = Outputs["apps"]["operations"]["items"][number];

const words = {
  install: { name: "Install", done: "Installed" },
  start: { name: "Start", done: "Started" },
  stop: { name: "Stop", done: "Stopped" },
  reinstall: { name: "Reinstall", done: "Reinstalled" },
  uninstall: { name: "Uninstall", done: "Uninstalled" },
} as const;

/** What an operation came to: "Installed", "Start failed", "Stop under way". */
export function describeOperation({ kind, state, error }: Operation): {
  light: Light;
  label: string;
} {
  const { name, done } = words[kind];
  switch (state) {
    case "queued":
      return { light: "busy", label: `${name} asked for` };
    case "running":
      return { light: "busy", label: `${name} under way` };
    case "done":
      return { light: "ok", label: done };
    case "failed":
      return error?.code === "SUPERSEDED" || error?.code === "BUSY"
        ? { light: "idle", label: `${name} given up` }
        : { light: "bad", label: `${name} failed` };
  }
}

/** Who asked for an operation, or what made it necessary. */
export function whoAsked({ cause, requestedBy }: Operation): string {
  switch (cause) {
    case "person":
      return requestedBy ?? "Somebody who is gone";
    case "visit":
      return "A visit";
    case "idle":
      return "Nobody visited it";
    case "always-on":
      return "It is always on";
  }
}

export function isPending({ state }: Pick<Operation, "state">): boolean {
  return state === "queued" || state === "running";
}
