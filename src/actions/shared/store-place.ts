import { placeOf } from "../../store/postgres/postgres-address.ts";
import { isServerAddress } from "../../store/store-address.ts";

/** Where a store is, for people: a folder as it was told, or a server and its database, never a password. */
export function storePlace(address: string): string {
  return isServerAddress(address) ? placeOf(address) : address;
}
