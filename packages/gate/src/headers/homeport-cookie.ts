/**
 * Whether a cookie name belongs to Homeport: it starts with `homeport` after an optional `__Host-` or
 * `__Secure-`. Such a cookie never reaches an app, and no app may set one.
 */
export function isHomeportCookie(name: string): boolean {
  return name.replace(/^__(?:Host|Secure)-/i, "").startsWith("homeport");
}
