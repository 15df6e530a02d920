import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
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

/** What every page has. What the console needs beyond it, its own layouts bring: strangers' pages carry none of that. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get(internalHeaders.nonce) ?? "";
  return (
    <html lang="en" className={`${sans.variable} ${mono.variable}`} suppressHydrationWarning>
      <body>
        <ThemeProvider attribute="data-theme" disableTransitionOnChange nonce={nonce}>
          {children}
        </ThemeProvider>
      </body>
    </html>
  );
}
