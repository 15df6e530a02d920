import { cn } from "./class-names.ts";

/** `busy`: it will be another one in a moment. */
export type Light = "ok" | "warn" | "bad" | "idle" | "busy";

const lights: Record<Light, string> = {
  ok: "bg-ok-dot",
  warn: "bg-warn-dot",
  bad: "bg-bad-dot",
  idle: "bg-idle-dot",
  busy: "bg-accent",
};

export interface StatusDotProps {
  light: Light;
  /** Keeps a light from breathing, for what is over. */
  still?: boolean;
  className?: string;
}

/** A light beside words that say the same: colour alone never carries a state. */
export function StatusDot({ light, still, className }: StatusDotProps) {
  return (
    <span aria-hidden="true" className={cn("relative inline-flex size-2 shrink-0", className)}>
      {(light === "ok" || light === "busy") && !still && (
        <span className={cn("absolute inset-0 animate-breathe rounded-full", lights[light])} />
      )}
      <span className={cn("relative size-full rounded-full", lights[light])} />
    </span>
  );
}
