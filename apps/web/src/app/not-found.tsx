import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "../design/button.tsx";
import { StandAlone } from "../design/stand-alone.tsx";
import { paths } from "../paths.ts";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <StandAlone
      code="404"
      title="Nothing is moored here"
      action={
        <Button look="primary" asChild>
          <Link href={paths.overview()}>Go to the overview</Link>
        </Button>
      }
    >
      The address may be mistyped, or what was here has been removed.
    </StandAlone>
  );
}
