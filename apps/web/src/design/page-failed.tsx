"use client";

import { Button } from "./button.tsx";
import { StandAlone } from "./stand-alone.tsx";

export interface PageFailedProps {
  error: Error & { digest?: string };
  retry: () => void;
}

/** What a person sees when a page could not be rendered; `digest` finds the cause in the server's log. */
export function PageFailed({ error, retry }: PageFailedProps) {
  return (
    <StandAlone
      code={error.digest === undefined ? "INTERNAL" : `INTERNAL · ${error.digest}`}
      title="This page could not be shown"
      action={
        <Button look="primary" onClick={retry}>
          Try again
        </Button>
      }
    >
      Something failed while it was made. Nothing you did before is lost; try again in a moment.
    </StandAlone>
  );
}
