"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { toast } from "sonner";
import type { AppDetail } from "../apps/app-types.ts";
import { errorKind } from "../data/failure.ts";
import { paths } from "../paths.ts";
import { isLeaving } from "./managed-state.ts";

/** Leads back to the list once an app that was being removed is there no more. */
export function useLeaveWhenGone(app: AppDetail | undefined, error: unknown): boolean {
  const router = useRouter();
  const gone = app !== undefined && isLeaving(app) && errorKind(error) === "NOT_FOUND";
  const title = app?.title;
  useEffect(() => {
    if (gone) {
      toast.success(`${title} is uninstalled`);
      router.replace(paths.apps());
    }
  }, [gone, title, router]);
  return gone;
}
