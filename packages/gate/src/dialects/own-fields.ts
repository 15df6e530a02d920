import { dialects } from "./dialect.ts";

/** The shared secret by which a proxy shows that it is one; never a visitor's, and never an app's. */
export const secretField = "x-homeport-gate-secret";

/** Lower-case names of what a proxy itself says in a sub-request, in any dialect. */
export const ownFields: ReadonlySet<string> = new Set([
  ...Object.values(dialects).flatMap(({ fields }) => fields),
  "x-forwarded-for",
  secretField,
]);
