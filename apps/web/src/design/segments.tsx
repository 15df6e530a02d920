"use client";

import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export interface SegmentsProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode }[];
  onChange: (value: Value) => void;
  /** Stands one below the other on a narrow screen, where the words would not fit beside each other. */
  stacks?: boolean;
}

/** A few choices of which one holds, side by side. */
export function Segments<Value extends string>({
  label,
  value,
  options,
  onChange,
  stacks = false,
}: SegmentsProps<Value>) {
  function choose(next: string) {
    const option = options.find((candidate) => candidate.value === next);
    if (option !== undefined) {
      onChange(option.value);
    }
  }
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={choose}
      className={cn(
        "inline-flex h-9 max-w-full items-center gap-0.5 rounded-md border border-line bg-sunken p-0.5",
        stacks && "max-sm:grid max-sm:h-auto max-sm:w-full max-sm:[&>*]:h-8",
      )}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="inline-flex h-full items-center gap-1.5 rounded-[5px] px-3 font-medium text-ink-3 text-sm hover:text-ink data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:shadow-1 data-[state=on]:ring-1 data-[state=on]:ring-line [&_svg]:size-4"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
