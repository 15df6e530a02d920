import { AppWindow, Globe, type LucideIcon, Server, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../design/class-names.ts";

export interface RouteStop {
  kind: "address" | "gate" | "host" | "target";
  label: string;
  value: ReactNode;
  /**
   * Whether a visit gets this far now; `waits` does after a while, `held` is kept back on purpose, `unknown` is seen only
   * by a visit.
   */
  reached: "yes" | "no" | "waits" | "held" | "unknown";
}

const icons: Record<RouteStop["kind"], LucideIcon> = {
  address: Globe,
  gate: ShieldCheck,
  host: Server,
  target: AppWindow,
};

/** The way of a visit, stop by stop, and how far it gets now: beside each other, or below on a narrow screen. */
export function RouteLine({ stops }: { stops: readonly RouteStop[] }) {
  return (
    <ol aria-label="The way of a visit" className="grid sm:grid-cols-4">
      {stops.map((stop, index) => (
        <Stop key={stop.kind} stop={stop} first={index === 0} />
      ))}
    </ol>
  );
}

function Stop({ stop, first }: { stop: RouteStop; first: boolean }) {
  const Icon = icons[stop.kind];
  return (
    <li className="relative flex min-w-0 gap-3 max-sm:pb-5 max-sm:last:pb-0 sm:flex-col sm:gap-2.5 sm:pr-4">
      {!first && (
        <span
          aria-hidden="true"
          className={cn(
            "absolute max-sm:-top-5 max-sm:left-[15px] max-sm:h-5 max-sm:border-l-2 sm:top-[15px] sm:right-full sm:w-[calc(100%-2rem)] sm:border-t-2",
            stop.reached === "yes" && "border-ok-dot",
            stop.reached === "no" && "border-bad-dot border-dashed",
            stop.reached === "waits" && "border-accent border-dashed",
            stop.reached === "held" && "border-warn-dot border-dashed",
            stop.reached === "unknown" && "border-line-strong border-dotted",
          )}
        />
      )}
      <span
        className={cn(
          "relative z-10 grid size-8 shrink-0 place-items-center rounded-full border-2 bg-surface",
          stop.reached === "yes" && "border-ok-dot text-ok",
          stop.reached === "no" && "border-bad-dot border-dashed text-bad",
          stop.reached === "waits" && "border-accent border-dashed text-accent",
          stop.reached === "held" && "border-warn-dot border-dashed text-warn",
          stop.reached === "unknown" && "border-line-strong text-ink-3",
        )}
      >
        <Icon className="size-4" aria-hidden="true" />
      </span>
      <span className="min-w-0">
        <span className="block text-ink-3 text-xs">{stop.label}</span>
        <span className="wrap-anywhere block font-medium text-ink text-sm">{stop.value}</span>
        <span className="sr-only">
          {stop.reached === "yes" && "reached"}
          {stop.reached === "no" && "not reached now"}
          {stop.reached === "waits" && "reached once the app is ready"}
          {stop.reached === "held" && "held back by maintenance"}
          {stop.reached === "unknown" && "not known"}
        </span>
      </span>
    </li>
  );
}
