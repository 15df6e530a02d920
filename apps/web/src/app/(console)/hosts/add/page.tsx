import type { Metadata } from "next";
import { requirePermission } from "../../../../data/require-permission.tsx";
import { AddHost } from "../../../../hosts/add-host.tsx";

export const metadata: Metadata = { title: "Add a host" };

export default async function Page() {
  return (await requirePermission("host.enroll", "how hosts are added")) ?? <AddHost />;
}
