"use client";

import { CircleCheck, CircleSlash } from "lucide-react";
import Link from "next/link";
import { Button } from "../design/button.tsx";
import { paths } from "../paths.ts";
import { DoorCard } from "./door-card.tsx";

export function DeviceEnd({ end }: { end: "approved" | "denied" }) {
  const approved = end === "approved";
  const Icon = approved ? CircleCheck : CircleSlash;
  return (
    <DoorCard
      title={approved ? "The program is signed in" : "The sign-in was denied"}
      lead={
        approved
          ? "Go back to your terminal: it goes on by itself within a few seconds."
          : "The program got nothing. If you did not start it, you have lost nothing."
      }
    >
      <p role="status" className="mb-5 flex items-center gap-2 text-ink-2 text-sm">
        <Icon className={approved ? "size-4 text-ok" : "size-4 text-ink-3"} aria-hidden="true" />
        {approved ? "Approved. You can close this page." : "Denied. You can close this page."}
      </p>
      <Button size="lg" className="w-full" asChild>
        <Link href={approved ? paths.devices() : paths.overview()}>
          {approved ? "See your devices" : "Go to the overview"}
        </Link>
      </Button>
    </DoorCard>
  );
}
