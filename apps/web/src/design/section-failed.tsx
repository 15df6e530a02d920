"use client";

import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";
import type { PageFailedProps } from "./page-failed.tsx";

/** A page of the console that could not be rendered; the frame around it stays usable. */
export function SectionFailed({ error, retry }: PageFailedProps) {
  return (
    <Notice
      tone="bad"
      role="alert"
      title="This page could not be shown"
      action={
        <Button size="sm" onClick={retry}>
          Retry
        </Button>
      }
    >
      <p>Something failed while it was made. Try again in a moment.</p>
      <p className="mt-1 font-mono text-ink-3 text-xs">
        INTERNAL{error.digest !== undefined && ` · ${error.digest}`}
      </p>
    </Notice>
  );
}
