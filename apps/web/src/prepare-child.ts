import { servePreparing } from "@homeport/vaults/thread";

/** Makes large versions of vaults, in a thread beside the one that answers everybody else. */
servePreparing();
