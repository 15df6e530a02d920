import { accountDoors } from "./account.ts";
import { appsDoors } from "./apps.ts";
import { catalogDoors } from "./catalog.ts";
import { fleetDoors } from "./fleet.ts";
import { galleryDoors } from "./gallery.ts";
import { hostsDoors } from "./hosts.ts";
import { peopleDoors } from "./people.ts";
import { vaultsDoors } from "./vaults.ts";

/**
 * Every procedure with who may call it. A new procedure, or one whose door changed, is a change of its table: that is the
 * moment to ask whether it is meant.
 */
export const doors = {
  ...accountDoors,
  ...appsDoors,
  ...catalogDoors,
  ...fleetDoors,
  ...galleryDoors,
  ...hostsDoors,
  ...peopleDoors,
  ...vaultsDoors,
};
