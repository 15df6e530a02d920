import { cn } from "./class-names.ts";

export type Light = "ok" | "warn" | "bad" | "idle";

const lights: Record<Light, string> = {
  ok: "bg-ok-dot",
  warn: "bg-warn-dot",
  bad: "bg-bad-dot",
  idle: "bg-idle-dot",
};

export interface StatusDotProps {
  light: Light;
  /** Keeps a green light from breathing, for what is over. */
  still?: boolean;
  className?: string;
}

/** A light beside words that say the same: colour alone never carries a state. */
export function StatusDot({ light, still, className }: StatusDotProps) {
  return (
    <span aria-hidden="true" className={cn("relative inline-flex size-2 shrink-0", className)}>
      {light === "ok" && !still && (
        <span className="absolute inset-0 animate-breathe rounded-full bg-ok-dot" />
      )}
      <span className={cn("relative size-full rounded-full", lights[light])} />
    </span>
  );
}
