import { unique } from "./fields.ts";

/** The parts of an entry that have to agree with one another. */
interface Parts {
  readonly slug: string;
  readonly replacedBy?: string | undefined;
  readonly entrypoints: readonly {
    readonly name: string;
    readonly service: string;
    readonly port: number;
    readonly protocol: string;
    readonly primary?: boolean | undefined;
  }[];
  readonly paths?: readonly { readonly prefix: string }[] | undefined;
  readonly settings?: readonly { readonly key: string; readonly env: string }[] | undefined;
  readonly lifecycle?:
    | { readonly alwaysOn?: boolean | undefined; readonly idleStopAfterMs?: number | undefined }
    | undefined;
}

interface Contradiction {
  readonly path: (string | number)[];
  readonly message: string;
}

/** What is wrong with an entry though each of its fields is right. */
export function contradictionsOf(entry: Parts): Contradiction[] {
  return [
    ...ofEntrypoints(entry),
    ...ofPaths(entry),
    ...ofSettings(entry),
    ...when(
      entry.lifecycle?.alwaysOn === true && entry.lifecycle.idleStopAfterMs !== undefined,
      ["lifecycle"],
      "alwaysOn and idleStopAfterMs exclude each other",
    ),
    ...when(entry.replacedBy === entry.slug, ["replacedBy"], "is the entry itself"),
  ];
}

function ofEntrypoints({ entrypoints }: Parts): Contradiction[] {
  const at = ["entrypoints"];
  const primaries = entrypoints.filter(({ primary }) => primary === true);
  const sockets = entrypoints.map(
    ({ service, port, protocol }) => `${service} ${port} ${protocol}`,
  );
  return [
    ...when(!unique(entrypoints.map(({ name }) => name)), at, "have a name twice"),
    ...when(!unique(sockets), at, "have a port and protocol of a service twice"),
    ...when(primaries.length > 1, at, "have more than one primary"),
    ...when(
      primaries.some(({ protocol }) => protocol !== "http"),
      at,
      "have a primary that is not http",
    ),
  ];
}

function ofPaths({ entrypoints, paths }: Parts): Contradiction[] {
  const prefixes = paths?.map(({ prefix }) => prefix) ?? [];
  const isReached = entrypoints.some(({ primary }) => primary === true);
  return [
    ...when(!unique(prefixes), ["paths"], "have a prefix twice"),
    ...when(
      isReached && !prefixes.includes("/"),
      ["paths"],
      "say nothing of /, which the primary entrypoint needs",
    ),
  ];
}

function ofSettings({ settings = [] }: Parts): Contradiction[] {
  return [
    ...when(!unique(settings.map(({ key }) => key)), ["settings"], "have a key twice"),
    ...when(!unique(settings.map(({ env }) => env)), ["settings"], "fill a variable twice"),
  ];
}

function when(isWrong: boolean, path: (string | number)[], message: string): Contradiction[] {
  return isWrong ? [{ path, message }] : [];
}
