"use client";

import { Select } from "../design/select.tsx";
import { type DecisionSum, type Filter, reasonOf } from "./activity-steps.ts";

export interface FilterFieldProps {
  value: Filter;
  /** Only reasons that occurred are offered, and the one that is chosen. */
  total: readonly DecisionSum[];
  onChange: (value: Filter) => void;
}

export function FilterField({ value, total, onChange }: FilterFieldProps) {
  const wide = ["all", "allowed", "refused"];
  const missing = !wide.includes(value) && !total.some(({ code }) => code === value);
  const options: { value: Filter; label: string }[] = [
    { value: "all", label: "All visits" },
    { value: "allowed", label: "Allowed" },
    { value: "refused", label: "Refused" },
    ...total.map(({ code }) => ({ value: code, label: reasonOf(code) })),
    ...(missing ? [{ value, label: reasonOf(value) }] : []),
  ];
  return (
    <Select
      aria-label="Visits shown"
      value={value}
      options={options}
      onChange={onChange}
      className="w-48"
    />
  );
}
