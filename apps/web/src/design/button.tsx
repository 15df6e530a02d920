import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";

const button = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium text-sm transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-ink text-on-ink hover:bg-ink/85",
        secondary:
          "border border-line-strong bg-surface text-ink shadow-1 hover:bg-hover hover:border-line-strong",
        ghost: "text-ink-2 hover:bg-hover hover:text-ink",
        danger: "border border-bad-line bg-surface text-bad hover:bg-bad-soft",
        destroy: "bg-bad text-surface hover:bg-bad/88",
      },
      size: {
        sm: "h-8 px-2.5",
        md: "h-9 px-3.5",
        lg: "h-10 px-4 text-base",
        icon: "size-9",
        "icon-sm": "size-8",
      },
    },
    defaultVariants: { look: "secondary", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof button> {
  /** Renders the only child as the button, for links that look like one. */
  asChild?: boolean;
  /** Shows a spinner and refuses presses while the action runs. */
  busy?: boolean;
}

export function Button({
  asChild,
  busy,
  look,
  size,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const classes = cn(button({ look, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <LoaderCircle className="animate-spin" aria-hidden="true" />}
      {children}
    </button>
  );
}
