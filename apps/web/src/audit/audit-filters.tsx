"use client";

import { useId } from "react";
import { TextInput } from "../design/field.tsx";
import { SearchField } from "../design/search-field.tsx";
import { Select } from "../design/select.tsx";
import type { AuditFilter } from "./audit-filter.ts";
import { actionGroups } from "./audit-words.ts";

export interface AuditFiltersProps {
  filter: AuditFilter;
  /** The kinds of acts to choose from; all that there are unless told. */
  acts?: typeof actionGroups;
  onChange: (filter: AuditFilter) => void;
}

export function AuditFilters({ filter, acts = actionGroups, onChange }: AuditFiltersProps) {
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchField
        label="By whom"
        value={filter.actor}
        onChange={(actor) => onChange({ ...filter, actor })}
      />
      <SearchField
        label="To what or whom"
        value={filter.target}
        onChange={(target) => onChange({ ...filter, target })}
      />
      <Select
        aria-label="Kind of act"
        className="w-52 max-sm:w-full"
        value={filter.action === "" ? "all" : filter.action}
        options={acts}
        onChange={(group) => onChange({ ...filter, action: group === "all" ? "" : group })}
      />
      <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
        <DayInput
          label="From"
          value={filter.fromDay}
          onChange={(fromDay) => onChange({ ...filter, fromDay })}
        />
        <DayInput
          label="To"
          value={filter.toDay}
          onChange={(toDay) => onChange({ ...filter, toDay })}
        />
      </div>
    </div>
  );
}

function DayInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (day: string) => void;
}) {
  const id = useId();
  return (
    <div className="flex items-center gap-2 max-sm:w-full">
      <label htmlFor={id} className="text-ink-3 text-sm max-sm:w-10">
        {label}
      </label>
      <TextInput
        id={id}
        type="date"
        title="A day of UTC"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="w-38 max-sm:flex-1"
      />
    </div>
  );
}
