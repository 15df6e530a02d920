"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./class-names.ts";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What this dialog does, in one or two sentences. */
  note?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A modal dialog; on a narrow screen it rises from the bottom edge, where thumbs are. */
export function Dialog({ open, onOpenChange, title, note, children, className }: DialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 grid animate-fade items-end overflow-y-auto bg-scrim backdrop-blur-[2px] sm:place-items-center sm:p-6">
          <Primitive.Content
            aria-describedby={note === undefined ? undefined : "dialog-note"}
            className={cn(
              "relative z-50 w-full max-w-[30rem] animate-rise rounded-t-lg border border-line bg-raised p-5 pb-6 shadow-2 focus:outline-none max-sm:max-w-none sm:rounded-lg sm:p-6",
              className,
            )}
          >
            <div className="mb-4 pr-8">
              <Primitive.Title className="font-semibold text-ink text-lg tracking-[-0.01em]">
                {title}
              </Primitive.Title>
              {note !== undefined && (
                <div id="dialog-note" className="mt-1 text-ink-2 text-sm">
                  {note}
                </div>
              )}
            </div>
            {children}
            <Primitive.Close asChild>
              <Button
                look="ghost"
                size="icon-sm"
                className="absolute top-3.5 right-3.5"
                aria-label="Close"
              >
                <X aria-hidden="true" />
              </Button>
            </Primitive.Close>
          </Primitive.Content>
        </Primitive.Overlay>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** The row of buttons that ends a dialog or a form; the main one comes last and is reached first by thumb. */
export function Actions({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div
      className={cn(
        "mt-6 flex flex-wrap items-center justify-end gap-2 max-sm:[&>*]:flex-1",
        className,
      )}
    >
      {children}
    </div>
  );
}
