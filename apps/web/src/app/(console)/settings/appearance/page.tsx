import type { Metadata } from "next";
import { readViewer } from "../../../../data/read-viewer.ts";
import { AppearancePage } from "../../../../settings/appearance-page.tsx";

export const metadata: Metadata = { title: "Appearance" };

export default async function Page() {
  await readViewer();
  return <AppearancePage />;
}
