import { create } from "zustand";
import type { dashboardsArea } from "../../shared/contract/areas/dashboards.ts";
import type { Item } from "../../shared/contract/define.ts";

export type DashboardList = Item<(typeof dashboardsArea)["dashboards.watch"]>;

/** The dashboards of the workspace; null until the host process has told them. */
export const dashboardsStore = create<{ readonly list: DashboardList | null }>(() => ({ list: null }));
