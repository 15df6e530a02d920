import type { Inputs, Outputs } from "../data/router-types.ts";

export type EntryPage = Outputs["catalog"]["entries"]["list"];
export type EntryView = EntryPage["entries"][number];
export type Facets = EntryPage["facets"];
export type FacetName = keyof Facets;
export type Sort = NonNullable<Inputs["catalog"]["entries"]["list"]["sort"]>;

/** An app with all that its page shows. */
export type ShownEntry = Extract<Outputs["catalog"]["entries"]["get"], { is: "entry" }>;
type Entry = ShownEntry["full"]["entry"];
export type Access = NonNullable<Entry["paths"]>[number]["access"];
export type Entrypoint = Entry["entrypoints"][number];
export type Permission = NonNullable<Entry["permissions"]>[number];
export type Setting = NonNullable<Entry["settings"]>[number];
export type Release = ShownEntry["full"]["releases"][number];
export type Asset = ShownEntry["full"]["assets"][number];
