"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./class-names.ts";
import { useTypedEarly } from "./use-typed-early.ts";

export const controlClass =
  "h-9 w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 text-base text-ink shadow-1 placeholder:text-ink-3 focus-visible:outline-offset-[-1px] disabled:opacity-60 aria-invalid:border-bad";

export interface FieldControl {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

export interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** A sentence that says what is wrong and what to do. */
  error?: string | undefined;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** A label, its control, and the words that describe it, tied together for screen readers. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint !== undefined && hintId, error !== undefined && errorId]
    .filter((part) => part !== false)
    .join(" ");
  return (
    <div className={cn("grid gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-ink text-sm">
        {label}
      </label>
      {children({
        id,
        ...(describedBy === "" ? {} : { "aria-describedby": describedBy }),
        ...(error === undefined ? {} : { "aria-invalid": true as const }),
      })}
      {hint !== undefined && (
        <p id={hintId} className="text-ink-3 text-sm">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={errorId} role="alert" className="text-bad text-sm">
          {error}
        </p>
      )}
    </div>
  );
}

export function TextInput({ className, ...rest }: Omit<ComponentProps<"input">, "ref">) {
  const field = useTypedEarly();
  return (
    <input
      ref={field}
      autoCapitalize="none"
      spellCheck={false}
      className={cn(controlClass, className)}
      {...rest}
    />
  );
}
