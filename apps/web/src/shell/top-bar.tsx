"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { Button } from "../design/button.tsx";
import { Wordmark } from "../design/logo.tsx";
import { paths } from "../paths.ts";
import { AccountMenu } from "./account-menu.tsx";
import { useSearch } from "./search.tsx";

export function TopBar() {
  const { open } = useSearch();
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center justify-between border-line border-b bg-paper/90 px-4 backdrop-blur sm:px-6 lg:hidden">
      <Link href={paths.overview()} className="rounded-md">
        <Wordmark />
      </Link>
      <div className="flex items-center gap-1">
        <Button look="ghost" size="icon" aria-label="Search" onClick={open}>
          <Search aria-hidden="true" />
        </Button>
        <AccountMenu compact />
      </div>
    </header>
  );
}
