import { ArrowUpRight } from "lucide-react";
import { cn } from "../design/class-names.ts";

export interface AddressLinkProps {
  url: string;
  hostname: string;
  /** The hostname in the script in which people write it, where that is another. */
  shownAs?: string;
  className?: string;
}

/** An app's public address; opens in a tab of its own, which learns nothing of this one. */
export function AddressLink({ url, hostname, shownAs, className }: AddressLinkProps) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className={cn(
        "relative z-10 inline-flex min-w-0 max-w-full items-center gap-0.5 rounded-sm font-mono text-accent text-sm hover:underline",
        className,
      )}
    >
      <span className="truncate">
        {shownAddress(url, hostname).replace(hostname, shownAs ?? hostname)}
      </span>
      <ArrowUpRight className="size-3.5 shrink-0" aria-hidden="true" />
      <span className="sr-only">(opens in a new tab)</span>
    </a>
  );
}

/** The address as people read it: the hostname, with the port where it is not the usual one. */
export function shownAddress(url: string, hostname: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? hostname : parsed.host;
}
