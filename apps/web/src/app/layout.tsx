import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { DataProvider } from "../data/provider.tsx";
import { ClockProvider } from "../design/clock.tsx";
import { Toaster } from "../design/toaster.tsx";
import { internalHeaders } from "../server/internal-headers.ts";
import { mono, sans } from "./fonts.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Homeport", template: "%s · Homeport" },
  description: "What runs on your own machines, at a public address, behind sign-in.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf9f7" },
    { media: "(prefers-color-scheme: dark)", color: "#0b1116" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get(internalHeaders.nonce) ?? "";
  return (
    <html lang="en" className={`${sans.variable} ${mono.variable}`} suppressHydrationWarning>
      <body>
        <ThemeProvider attribute="data-theme" disableTransitionOnChange nonce={nonce}>
          <ClockProvider renderedAtMs={Date.now()}>
            <DataProvider>{children}</DataProvider>
          </ClockProvider>
          <Toaster />
        </ThemeProvider>
      </body>
    </html>
  );
}
