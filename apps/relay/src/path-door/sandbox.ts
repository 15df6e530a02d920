import { type Fields, keepFields } from "../transport/fields.ts";

const removed = new Set(["set-cookie", "x-content-type-options"]);

/**
 * An answer for an origin that all apps share: it sets no cookie there, and what a browser might show of it runs
 * without that origin. An app's own policy stays, since browsers enforce each.
 */
export function sandboxAnswer(fields: Fields): Fields {
  return [
    ...keepFields(fields, (name) => !removed.has(name)),
    ...["Content-Security-Policy", "sandbox"],
    ...["X-Content-Type-Options", "nosniff"],
  ];
}
