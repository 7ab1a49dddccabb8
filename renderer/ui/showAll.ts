import type { RefObject } from "react";
import { flushSync } from "react-dom";
import type { TableHandle } from "./DataTable.tsx";

/** Takes a filter away and gives the focus to the list that it hid: the button that was pressed for it is gone. */
export function showAll(clearFilter: () => void, table: RefObject<TableHandle | null>): void {
  flushSync(clearFilter);
  table.current?.focus();
}
