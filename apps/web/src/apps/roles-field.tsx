"use client";

import type { Audience } from "@homeport/gate";
import { ToggleGroup } from "radix-ui";
import { formatCount } from "../design/format.ts";

type Role = NonNullable<Audience["roles"]>[number];

const roles = [
  { value: "owner", label: "Owners" },
  { value: "admin", label: "Admins" },
  { value: "member", label: "Members" },
] as const satisfies readonly { value: Role; label: string }[];

/** Which members a rule admits, in words. */
export function describeAudience(audience: Audience | null): string {
  const named = roles
    .filter(({ value }) => audience?.roles?.includes(value))
    .map(({ label }) => label);
  const people = audience?.userIds?.length ?? 0;
  const parts = [...named, ...(people === 0 ? [] : [formatCount(people, "person", "people")])];
  return parts.length === 0 ? "all members" : parts.join(", ").toLowerCase();
}

export interface RolesFieldProps {
  path: string;
  audience: Audience | null;
  onChange: (audience: Audience | null) => void;
}

/** Narrows a rule for members to some roles; none chosen means all of them. */
export function RolesField({ path, audience, onChange }: RolesFieldProps) {
  const chosen: readonly string[] = audience?.roles ?? [];
  function choose(next: string[]) {
    const picked = roles.map(({ value }) => value).filter((value) => next.includes(value));
    const people = audience?.userIds ?? [];
    const narrowed = {
      ...(picked.length === 0 ? {} : { roles: picked }),
      ...(people.length === 0 ? {} : { userIds: people }),
    };
    onChange(Object.keys(narrowed).length === 0 ? null : narrowed);
  }
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2 text-sm">
      <span className="text-ink-3">Roles</span>
      <ToggleGroup.Root
        type="multiple"
        aria-label={`Roles that may open ${path}`}
        value={[...chosen]}
        onValueChange={choose}
        className="flex flex-wrap gap-1.5"
      >
        {roles.map(({ value, label }) => (
          <ToggleGroup.Item
            key={value}
            value={value}
            className="h-7 rounded-full border border-line-strong px-2.5 font-medium text-ink-2 text-xs hover:bg-hover data-[state=on]:border-accent-line data-[state=on]:bg-accent-soft data-[state=on]:text-accent"
          >
            {label}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <span className="text-ink-3">
        {chosen.length === 0 &&
          (audience?.userIds ?? []).length === 0 &&
          "none chosen: every role passes"}
        {(audience?.userIds ?? []).length > 0 &&
          `and ${formatCount(audience?.userIds?.length ?? 0, "person", "people")} by name`}
      </span>
    </div>
  );
}
