/** The rule of the first label of an address, which an app's name becomes. */
export const appNameForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
