"use client";

import { useEffect, useRef, useState } from "react";
import { useTRPCClient } from "../data/trpc.ts";
import type { CheckStep } from "./host-types.ts";

/**
 * A check from its press to its end: *idle*, then *running* while steps come in, then *done*. `error` tells why a check
 * that was asked for did not take place, or broke off; steps that were told before stay.
 */
export interface Check {
  phase: "idle" | "running" | "done";
  steps: readonly CheckStep[];
  error: unknown;
}

const idle: Check = { phase: "idle", steps: [], error: null };

/** Has the way to a host walked and shows each step as soon as it is over. Leaving the page ends the walk. */
export function useCheck(hostId: string) {
  const client = useTRPCClient();
  const [check, setCheck] = useState<Check>(idle);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function run(appId: string | undefined) {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    const steps: CheckStep[] = [];
    const show = (phase: Check["phase"], error: unknown = null) => {
      if (!stop.signal.aborted) {
        setCheck({ phase, steps: [...steps], error });
      }
    };
    show("running");
    try {
      const input = appId === undefined ? { hostId } : { hostId, appId };
      const walk = await client.hosts.check.mutate(input, { signal: stop.signal });
      for await (const step of walk) {
        steps.push(step);
        show("running");
      }
      show("done");
    } catch (error) {
      show("done", error);
    }
  }

  return { check, run };
}
