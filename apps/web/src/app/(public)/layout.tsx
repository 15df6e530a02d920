import type { ReactNode } from "react";
import { serif } from "../fonts.ts";
import "../../public-gallery/gallery.css";

/** Pages for strangers: nothing of the console is on them. */
export default function PublicLayout({ children }: { children: ReactNode }) {
  return <div className={`gallery-site ${serif.variable}`}>{children}</div>;
}
