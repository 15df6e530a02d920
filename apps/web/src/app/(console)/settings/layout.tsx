import type { ReactNode } from "react";
import { PageHead } from "../../../design/page.tsx";
import { TabLinks } from "../../../design/tab-links.tsx";
import { paths } from "../../../paths.ts";

const tabs = [
  { label: "Devices", href: paths.devices() },
  { label: "Security", href: paths.security() },
  { label: "Keys", href: paths.keys() },
  { label: "Appearance", href: paths.appearance() },
  { label: "Account", href: paths.account() },
];

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHead title="Settings" />
      <TabLinks label="Settings" tabs={tabs} />
      {children}
    </>
  );
}
