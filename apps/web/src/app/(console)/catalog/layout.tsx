import type { ReactNode } from "react";
import { CatalogGeneration } from "../../../public-catalog/catalog-generation.tsx";

/** What the console does with the catalog's apps: installing them, and changing them. */
export default function CatalogLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <CatalogGeneration />
      {children}
    </>
  );
}
