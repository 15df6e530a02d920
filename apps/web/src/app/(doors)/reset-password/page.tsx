import type { Metadata } from "next";
import { ResetPasswordDoor } from "../../../doors/reset-password-door.tsx";

export const metadata: Metadata = { title: "Choose a new password" };

export default function ResetPasswordPage() {
  return <ResetPasswordDoor />;
}
