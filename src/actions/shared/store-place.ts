import { isServerAddress } from "../../store/open-store.node.ts";
import { placeOf } from "../../store/postgres/postgres-address.ts";

/** Where a store is, for people: a folder as it was told, or a server and its database, never a password. */
export function storePlace(address: string): string {
  return isServerAddress(address) ? placeOf(address) : address;
}
