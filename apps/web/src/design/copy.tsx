"use client";

import { Check, Copy } from "lucide-react";
import { Fragment, useEffect, useState } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { cn } from "./class-names.ts";

const shownForMs = 1_600;

export interface CopyButtonProps extends Omit<ButtonProps, "value"> {
  value: string;
  /** What is copied, for the button's accessible name. */
  what: string;
  /** Shows words beside the icon. */
  label?: string;
}

/** Copies a text and says so, also to a screen reader. */
export function CopyButton({ value, what, label, ...rest }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"copied" | "refused" | null>(null);
  useEffect(() => {
    if (outcome === null) {
      return;
    }
    const timer = setTimeout(() => setOutcome(null), shownForMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome("copied");
    } catch {
      setOutcome("refused");
    }
  }
  return (
    <Button
      look="ghost"
      size={label === undefined ? "icon-sm" : "sm"}
      aria-label={`Copy ${what}`}
      onClick={() => void copy()}
      {...rest}
    >
      {outcome === "copied" ? (
        <Check className="text-ok" aria-hidden="true" />
      ) : (
        <Copy aria-hidden="true" />
      )}
      {label !== undefined && (outcome === "copied" ? "Copied" : label)}
      <span aria-live="polite" className="sr-only">
        {outcome === "copied" && "Copied"}
        {outcome === "refused" && "The browser did not allow copying"}
      </span>
    </Button>
  );
}

export interface CommandProps {
  command: string;
  /** What the command does, for the button's accessible name. */
  what: string;
  className?: string;
}

/** One shell command, wrapped between its words rather than cut, with a button that copies it. */
export function Command({ command, what, className }: CommandProps) {
  return (
    <div
      className={cn(
        "flex items-start gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-3",
        className,
      )}
    >
      <span aria-hidden="true" className="select-none pt-[5px] font-mono text-ink-3 text-sm">
        $
      </span>
      <code className="min-w-0 flex-1 py-[5px] text-ink text-sm">
        {command.split(" ").map((word, index) => (
          <Fragment key={word}>
            {index > 0 && " "}
            <span className="wrap-anywhere inline-block max-w-full">{word}</span>
          </Fragment>
        ))}
      </code>
      <CopyButton value={command} what={what} />
    </div>
  );
}
