import { z } from "zod";

/** What people give an identity. An e-mail that is left out of the default one is taken from its creator. */
export const identityFields = {
  name: z.string().trim().min(1).max(100),
  email: z
    .email()
    .max(254)
    .transform((text) => text.toLowerCase())
    .nullable(),
};

/** Most identities of one organization: the list is read as a whole. */
export const maxIdentities = 100;
