export const dialectNames = ["traefik", "caddy", "nginx", "haproxy", "envoy"] as const;

/** A proxy's own way to ask whether a request may pass. */
export type Dialect = (typeof dialectNames)[number];

/**
 * - `full`: the proxy hands the answer of a refused sub-request on to the visitor, whatever its status.
 * - `bare`: the proxy tells yes from no and nothing else; it sends what was refused to `/gate/answer`.
 */
export type Refusing = "full" | "bare";

export interface DialectTraits {
  /** Fields by which the proxy tells of the original request; each comes exactly once. Lower case. */
  readonly fields: readonly string[];
  readonly refusing: Refusing;
  readonly allowStatus: number;
}

const forwarded = [
  "x-forwarded-method",
  "x-forwarded-proto",
  "x-forwarded-host",
  "x-forwarded-uri",
] as const;

export const dialects = {
  traefik: { fields: forwarded, refusing: "full", allowStatus: 200 },
  caddy: { fields: forwarded, refusing: "full", allowStatus: 200 },
  nginx: { fields: ["x-original-method", "x-original-url"], refusing: "bare", allowStatus: 204 },
  haproxy: { fields: forwarded, refusing: "bare", allowStatus: 200 },
  envoy: { fields: [], refusing: "full", allowStatus: 200 },
} as const satisfies Record<Dialect, DialectTraits>;

export function isDialect(name: string): name is Dialect {
  return Object.hasOwn(dialects, name);
}

/** Whether a proxy hands the answer to a refused question on to the visitor. */
export function refusesInFull(dialect: Dialect): boolean {
  return dialects[dialect].refusing === "full";
}
