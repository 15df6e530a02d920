import { type Dialect, isDialect, type ProxiedRequest } from "@homeport/gate";

/** What is asked of the gate listener. */
export type GateQuestion =
  | { readonly kind: "tls-ask"; readonly domains: readonly string[] }
  | {
      readonly kind: "proxied";
      readonly dialect: Dialect;
      readonly step: ProxiedRequest["step"];
      /** The target in the dialect's own terms. */
      readonly target: string;
    }
  /** A visitor's request for one of the gate's own paths, which the proxy has led here. */
  | { readonly kind: "gate-path" }
  | { readonly kind: "nothing" };

const envoy = "/gate/envoy";

/** Tells the question from a raw target. Pure. */
export function readQuestion(target: string): GateQuestion {
  if (target.startsWith(`${envoy}/`)) {
    return {
      kind: "proxied",
      dialect: "envoy",
      step: "decide",
      target: target.slice(envoy.length),
    };
  }
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  const query = new URLSearchParams(at < 0 ? "" : target.slice(at));
  if (path.startsWith("/.homeport/")) return { kind: "gate-path" };
  if (path === "/tls/ask") return { kind: "tls-ask", domains: query.getAll("domain") };
  if (path === "/gate/answer") return proxied(query.getAll("d"), "answer", target);
  if (path.startsWith("/gate/")) return proxied([path.slice("/gate/".length)], "decide", target);
  return { kind: "nothing" };
}

/** Envoy says what it asks for in the path alone. */
function proxied(names: string[], step: ProxiedRequest["step"], target: string): GateQuestion {
  const [dialect = "", second] = names;
  const known = second === undefined && isDialect(dialect) && dialect !== "envoy";
  return known ? { kind: "proxied", dialect, step, target } : { kind: "nothing" };
}
