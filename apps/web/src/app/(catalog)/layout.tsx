import type { ReactNode } from "react";
import { CatalogFrame } from "../../public-catalog/catalog-frame.tsx";
import "../../public-catalog/catalog.css";

/** Pages for everybody: nothing of the console is on them. */
export default function CatalogLayout({ children }: { children: ReactNode }) {
  return <CatalogFrame>{children}</CatalogFrame>;
}
