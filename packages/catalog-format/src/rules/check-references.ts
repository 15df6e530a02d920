import { recordPath } from "../path/parse-path.ts";
import type { RecordView } from "../tree/catalog-state.ts";
import { recordName } from "../tree/group-items.ts";
import type { RecordFacts, Reference } from "../tree/record-facts.ts";
import { type Problem, problem, type Rule } from "./problem.ts";

/** Where a record's own file says something, as far as that is known. */
export type LineOf = (name: string, key: string) => number | null;

/** What is wrong between one record and the others. */
export function checkReferences(view: RecordView, facts: RecordFacts, lineOf: LineOf): Problem[] {
  const path = recordPath(facts.kind, facts.key);
  const name = recordName(facts.kind, facts.key);
  const tell = (rule: Rule, key: string | null, message: string) => {
    const line = key === null ? null : lineOf(name, key.split(".")[0] ?? key);
    return problem(path, rule, message, { key, place: line === null ? null : { line, column: 1 } });
  };
  if (facts.kind === "redirect") return checkRedirect(view, facts, tell);
  return facts.refersTo.flatMap((reference) => checkOne(view, name, reference, tell));
}

type Tell = (rule: Rule, key: string | null, message: string) => Problem;

function checkOne(view: RecordView, name: string, reference: Reference, tell: Tell): Problem[] {
  const { key } = reference;
  const [sort, word = ""] = reference.name.split(" ");
  const found = view.whoIs(reference.name);
  if (sort === "id") {
    // In one order, whichever came first: a look at a change and one at the whole tree have to say the same.
    const others = found
      .filter((other) => other !== name)
      .map((other) => other.split(" ")[1])
      .sort();
    if (others.length === 0) return [];
    return [
      tell("record/duplicate-id", key, `is the id of ${others.slice(0, 3).join(", ")} as well`),
    ];
  }
  if (found.length > 0) return [];
  switch (sort) {
    case "category":
      return [tell("ref/category", key, `${word} is no category`)];
    case "maintainer":
      return [tell("ref/maintainer", key, `${word} is no maintainer`)];
    case "slug":
      return [tell("ref/replaced-by", key, `${word} is no entry`)];
    default:
      return [tell("ref/requires", key, `${word} is no entry, and none provides it`)];
  }
}

function checkRedirect(view: RecordView, facts: RecordFacts, tell: Tell): Problem[] {
  const { key } = facts;
  const found: Problem[] = [];
  if (view.whoIs(`slug ${key}`).length > 0) {
    found.push(
      tell("redirect/shadows-entry", null, `${key} is an entry, which nobody could open any more`),
    );
  }
  const end = followRedirects(view, facts);
  if (end === "loop") found.push(tell("redirect/loop", "to", "leads back to itself"));
  if (end === "nowhere") found.push(tell("redirect/dangling", "to", "leads to no entry"));
  return found;
}

function followRedirects(view: RecordView, first: RecordFacts): "entry" | "loop" | "nowhere" {
  const seen = new Set<string>();
  let at: RecordFacts | null = first;
  while (at !== null) {
    if (seen.has(at.key)) return "loop";
    seen.add(at.key);
    // Where it leads to is not known of one that cannot be read, and told there.
    const to: string | undefined = at.refersTo[0]?.name.split(" ")[1];
    if (to === undefined) return "entry";
    if (view.whoIs(`slug ${to}`).length > 0) return "entry";
    at = view.get(recordName("redirect", to));
  }
  return "nowhere";
}

/**
 * The records whose references have to be looked at when `changed` are other than before: themselves, those that refer to what
 * they are or were called, and every redirect that leads through one of these.
 */
export function findAffected(
  before: RecordView,
  after: RecordView,
  changed: Iterable<string>,
): Set<string> {
  const open = [...changed];
  const affected = new Set(open);
  const followed = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (followed.has(name)) continue;
    followed.add(name);
    const aliases = [before.get(name), after.get(name)].flatMap((facts) => facts?.names ?? []);
    for (const referring of new Set(aliases.flatMap((alias) => after.whoRefersTo(alias)))) {
      affected.add(referring);
      // Only a redirect hands on what it refers to: a change two entries away changes nothing.
      if (referring.startsWith("redirect ")) open.push(referring);
    }
  }
  return affected;
}
