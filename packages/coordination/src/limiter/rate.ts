/** What one class of requests may do in the whole fleet. */
export interface RateClass {
  /** G: requests a second in the long run. */
  readonly perSecond: number;
  /** B: how many may come at once. */
  readonly burst: number;
  /** Set for a class of which Redis is asked, too, so that the sum holds whichever replicas are asked. */
  readonly tier?: "fleet";
}

export type RateClasses<Name extends string = string> = Readonly<Record<Name, RateClass>>;

const units = { s: 1, m: 60, h: 3_600 } as const;
const pattern = /^([1-9]\d{0,8})\/([smh])(?:\+([1-9]\d{0,8}))?$/;

/**
 * Reads `G/s|m|h[+B]`, for example `600/m+200`; spaces do not count. Without B the burst is what G
 * allows in one second, at least 1. Null for anything else, zero included.
 */
export function parseRate(text: string): RateClass | null {
  const match = pattern.exec(text.replaceAll(" ", ""));
  const [, amount, unit, burst] = match ?? [];
  if (amount === undefined || !isUnit(unit)) return null;
  const perSecond = Number(amount) / units[unit];
  return {
    perSecond,
    burst: burst === undefined ? Math.max(1, Math.floor(perSecond)) : Number(burst),
  };
}

function isUnit(unit: string | undefined): unit is keyof typeof units {
  return unit === "s" || unit === "m" || unit === "h";
}

/** Classes as a domain declares them, by name; a rate that cannot be read is a fault of the program. */
export function defineRateClasses<Name extends string>(
  rates: Readonly<Record<Name, string>>,
): RateClasses<Name> {
  const classes = new Map<string, RateClass>();
  for (const name in rates) {
    const rate = parseRate(rates[name]);
    if (rate === null) throw new Error(`Rate class ${name} is not G/s|m|h+B: ${rates[name]}`);
    classes.set(name, rate);
  }
  return asClasses(classes);
}

/** The same for classes of which the whole fleet's sum counts: those with a small burst, and where something is guessed. */
export function defineFleetRateClasses<Name extends string>(
  rates: Readonly<Record<Name, string>>,
): RateClasses<Name> {
  const classes = Object.entries<RateClass>(defineRateClasses(rates));
  return asClasses(new Map(classes.map(([name, rate]) => [name, { ...rate, tier: "fleet" }])));
}

/** The record of a map that holds exactly the classes of `Name`. */
export function asClasses<Name extends string>(
  classes: ReadonlyMap<string, RateClass>,
): RateClasses<Name> {
  return Object.fromEntries(classes) as RateClasses<Name>;
}
