import { LayoutGrid } from "lucide-react";
import { Empty } from "../design/empty.tsx";
import { paths } from "../paths.ts";
import { mayWith } from "./read-catalog.ts";

const reasons = {
  CATALOG_NOT_CONFIGURED: {
    title: "This installation has no catalog",
    sentence: "Whoever runs it can name a git repository of apps; then they are shown here.",
  },
  CATALOG_EMPTY: {
    title: "The catalog has nothing to show yet",
    sentence: "Its repository is read for the first time, or holds nothing that can be shown.",
  },
  CATALOG_DEGRADED: {
    title: "The apps cannot be shown right now",
    sentence: "They are being loaded here, or could not be. Nothing that is installed is affected.",
  },
} as const;

export function isAway(code: string): code is keyof typeof reasons {
  return Object.hasOwn(reasons, code);
}

export interface CatalogAwayProps {
  code: keyof typeof reasons;
  /** The page that was asked for. */
  address: string;
}

/** Why there is no app to be seen at all; whoever can do something about it is shown where. */
export async function CatalogAway({ code, address }: CatalogAwayProps) {
  const { title, sentence } = reasons[code];
  const isOperator = await mayWith("catalog.operate");
  return (
    <Empty
      icon={LayoutGrid}
      title={title}
      action={
        <>
          {code !== "CATALOG_NOT_CONFIGURED" && (
            <a href={address} className="catalog-button">
              Look again
            </a>
          )}
          {isOperator && (
            <a href={paths.catalogState()} className="catalog-button">
              What its repository says
            </a>
          )}
        </>
      }
    >
      {sentence}
    </Empty>
  );
}
