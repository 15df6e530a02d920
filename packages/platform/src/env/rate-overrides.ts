import { z } from "zod";

/** An operator's replacement of one rate class. */
export interface RateOverride {
  name: string;
  perSecond: number;
  /** Absent: the class keeps its own burst. */
  burst?: number;
}

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600 };
const message = "is not a comma-separated list of class=count/s|m|h[+burst], such as api=600/m+100";

/** `HOMEPORT_RATE_LIMITS`. Which classes exist is known to the limiter, which refuses others. */
export const rateOverridesSchema = z.string().transform((text, context): RateOverride[] => {
  const overrides = text.split(",").map((part) => parseOverride(part.trim()));
  if (overrides.some((override) => override === null)) {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
  return overrides.filter((override) => override !== null);
});

function parseOverride(text: string): RateOverride | null {
  const match = /^([a-z][a-z-]*)=([1-9][0-9]{0,8})\/([smh])(?:\+([1-9][0-9]{0,8}))?$/.exec(text);
  const [, name, count, unit, burst] = match ?? [];
  if (name === undefined || unit === undefined) return null;
  return {
    name,
    perSecond: Number(count) / (unitSeconds[unit] ?? 1),
    ...(burst === undefined ? {} : { burst: Number(burst) }),
  };
}
