import type { Metadata } from "next";
import { readViewer } from "../../../../data/read-viewer.ts";
import { AccountPage } from "../../../../settings/account-page.tsx";

export const metadata: Metadata = { title: "Account" };

export default async function Page() {
  await readViewer();
  return <AccountPage />;
}
