"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import { cn } from "./class-names.ts";
import { controlClass } from "./field.tsx";

export interface Option<Value extends string> {
  value: Value;
  label: string;
  /** What choosing it means, in a few words. */
  note?: string;
}

export interface SelectProps<Value extends string> {
  value: Value | undefined;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
  placeholder?: string;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  disabled?: boolean;
  className?: string;
}

export function Select<Value extends string>({
  value,
  options,
  onChange,
  placeholder,
  className,
  disabled,
  ...trigger
}: SelectProps<Value>) {
  const chosen = options.find((option) => option.value === value);
  function choose(next: string) {
    const option = options.find((candidate) => candidate.value === next);
    if (option !== undefined) {
      onChange(option.value);
    }
  }
  return (
    <Primitive.Root value={value ?? ""} onValueChange={choose} disabled={disabled ?? false}>
      <Primitive.Trigger
        className={cn(controlClass, "flex items-center justify-between gap-2 text-left", className)}
        {...trigger}
      >
        <span className={cn("truncate", chosen === undefined && "text-ink-3")}>
          <Primitive.Value placeholder={placeholder}>{chosen?.label}</Primitive.Value>
        </span>
        <ChevronDown className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) max-w-[calc(100vw-2rem)] animate-rise overflow-hidden rounded-lg border border-line bg-raised p-1 shadow-2"
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Item key={option.value} option={option} />
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function Item({ option }: { option: Option<string> }) {
  return (
    <Primitive.Item
      value={option.value}
      className="flex items-start gap-2 rounded-md px-2 py-1.5 text-ink text-sm outline-none data-[highlighted]:bg-hover"
    >
      <span className="grid size-4 shrink-0 translate-y-0.5 place-items-center">
        <Primitive.ItemIndicator>
          <Check className="size-3.5" aria-hidden="true" />
        </Primitive.ItemIndicator>
      </span>
      <span className="min-w-0">
        <Primitive.ItemText>{option.label}</Primitive.ItemText>
        {option.note !== undefined && (
          <span className="block text-ink-3 text-xs">{option.note}</span>
        )}
      </span>
    </Primitive.Item>
  );
}
