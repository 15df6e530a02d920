import { twoFactor } from "better-auth/plugins";

const dayS = 24 * 60 * 60;
/** How long a browser that was told to trust itself is asked for no second factor. */
export const trustedBrowserS = 30 * dayS;
/** How long a sign-in waits for its second factor. */
const challengeS = 600;

/** Sign-ins after which a second factor is asked for; better-auth by itself asks only after a password. */
const asked: ReadonlySet<string | undefined> = new Set(["/sign-in/email", "/siwe/verify"]);

/**
 * What of better-auth's plugin is used: its columns, and the question after a first factor, which takes the session
 * back unless the browser is trusted. Secrets, codes and their limits are our own.
 */
export function secondFactorPlugin() {
  const plugin = twoFactor({
    trustDeviceMaxAge: trustedBrowserS,
    twoFactorCookieMaxAge: challengeS,
    accountLockout: { enabled: false },
  });
  const after = plugin.hooks.after.map((hook) => ({
    ...hook,
    matcher: (context: { path?: string }) => asked.has(context.path),
  }));
  return { ...plugin, hooks: { after } };
}
