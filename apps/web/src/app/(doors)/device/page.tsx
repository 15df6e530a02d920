import type { Metadata } from "next";
import { readViewer } from "../../../data/read-viewer.ts";
import { single } from "../../../data/request.ts";
import { DeviceDoor } from "../../../doors/device-door.tsx";

export const metadata: Metadata = { title: "Approve a sign-in" };

interface DevicePageProps {
  searchParams: Promise<{ user_code?: string | string[] }>;
}

export default async function DevicePage({ searchParams }: DevicePageProps) {
  const viewer = await readViewer();
  const userCode = single((await searchParams).user_code) ?? "";
  return <DeviceDoor userCode={userCode} email={viewer.email} />;
}
