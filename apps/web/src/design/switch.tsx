"use client";

import { Switch as Primitive } from "radix-ui";
import { type ReactNode, useId } from "react";

export interface SwitchProps {
  label: string;
  note?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

export function Switch({ label, note, checked, onChange, disabled }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Primitive.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled ?? false}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className="mt-0.5 inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-sunken p-px transition-colors disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Primitive.Thumb className="size-4 rounded-full border border-line-strong bg-surface shadow-1 transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:border-transparent data-[state=checked]:bg-on-accent" />
      </Primitive.Root>
      <div className="grid gap-0.5">
        <label htmlFor={id} className="font-medium text-ink text-sm">
          {label}
        </label>
        {note !== undefined && (
          <p id={`${id}-note`} className="text-ink-3 text-sm">
            {note}
          </p>
        )}
      </div>
    </div>
  );
}
