"use client";

import { formatCount, formatInstant } from "../design/format.ts";
import { Notice } from "../design/notice.tsx";
import { partWords } from "../vaults/vault-words.ts";
import type { Summary } from "./vault-operator-types.ts";

/** Vaults that are not what their history makes of them; nothing while all hold. */
export function UnsoundVaults({ unsound: { count, first } }: Pick<Summary, "unsound">) {
  if (count === 0) return null;
  return (
    <Notice
      tone="bad"
      role="alert"
      title={count === 1 ? "1 vault does not hold" : `${formatCount(count, "vault")} do not hold`}
    >
      <p>
        The nightly verification found that they are not what their signed history makes of them.
        Nothing was repaired: pause them, and keep the database as it is.
      </p>
      <ul aria-label="Vaults that do not hold" className="mt-1 grid gap-1">
        {first.map(({ id, name, part, at }) => (
          <li key={id} className="wrap-anywhere">
            <span className="font-medium text-ink">{name}</span>{" "}
            <code className="text-xs">{id}</code>: {partWords[part]}, found {formatInstant(at)}
          </li>
        ))}
      </ul>
      {count > first.length && <p className="mt-1">And {count - first.length} more.</p>}
    </Notice>
  );
}
