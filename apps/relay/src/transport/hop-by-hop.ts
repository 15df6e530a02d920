import { eachField, type Fields, listMembers, valuesOf } from "./fields.ts";

const always = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade"]);

/**
 * Names that decide how a message is framed or routed. `Connection` may name any field as its own; for
 * these it is ignored, or a visitor could take away what the relay relies on.
 */
const neverNamed = new Set(["host", "content-length", "connection"]);

/** What nearly every sender says of its connection; it names no field. */
const plainConnection = new Set(["keep-alive", "close", "Keep-Alive", "Close"]);
const noNames: ReadonlySet<string> = new Set();

/**
 * The fields without those that belong to one connection only: `Connection` and what it names,
 * `Keep-Alive`, `Proxy-*`, `Transfer-Encoding`, `Upgrade`, and `TE` but for `trailers`. What an upgrade
 * needs is set anew by whoever carries one.
 */
export function removeHopByHop(fields: Fields): string[] {
  const named = namedByConnection(fields);
  const kept: string[] = [];
  eachField(fields, (lowerName, value, name) => {
    if (lowerName === "te") {
      if (listMembers([value]).includes("trailers")) kept.push(name, "trailers");
    } else if (!(always.has(lowerName) || lowerName.startsWith("proxy-") || named.has(lowerName))) {
      kept.push(name, value);
    }
  });
  return kept;
}

function namedByConnection(fields: Fields): ReadonlySet<string> {
  const values = valuesOf(fields, "connection");
  if (values.every((value) => plainConnection.has(value))) return noNames;
  const named = new Set(listMembers(values));
  for (const name of neverNamed) named.delete(name);
  return named;
}
