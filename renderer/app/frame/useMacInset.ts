import { statusStore } from "../../state/statusStore.ts";
import { isMac } from "../keyboard/chord.ts";

/** Whether macOS draws the window's three lights over the page's top left corner. */
export function useMacInset(): boolean {
  const shell = statusStore((state) => state.info?.shell);
  return isMac && shell === "desktop";
}
