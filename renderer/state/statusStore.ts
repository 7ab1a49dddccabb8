import { create } from "zustand";
import type { appArea } from "../../shared/contract/areas/app.ts";
import type { Item, Result } from "../../shared/contract/define.ts";

type Status = Item<(typeof appArea)["app.status"]>;
type AppInfo = Result<(typeof appArea)["app.info"]>;

export interface StatusState {
  /** Null until the first item. */
  readonly status: Status | null;
  readonly info: AppInfo | null;
}

/** The console's own health and identity. */
export const statusStore = create<StatusState>(() => ({ status: null, info: null }));
