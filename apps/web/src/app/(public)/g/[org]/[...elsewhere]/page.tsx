import { notFound } from "next/navigation";

/** What no gallery has is told in a gallery's words, not in the console's. */
export default function Page(): never {
  notFound();
}
