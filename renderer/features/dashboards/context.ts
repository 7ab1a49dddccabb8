import { createContext, useContext } from "react";
import type { Values } from "../../../shared/domain/dashboards/builtins.ts";
import type { SourceRef } from "../../../shared/domain/dashboards/model.ts";
import type { AskedRange } from "../../state/timeRange.ts";

/** What the panels of a dashboard share. */
export interface DashboardContext {
  readonly title: string;
  readonly range: AskedRange;
  readonly sourceOf: (ref: SourceRef, values: Values) => string;
  readonly onEdit: (panel: string) => void;
}

export const DashboardContextValue = createContext<DashboardContext | null>(null);

export function useDashboardContext(): DashboardContext {
  const value = useContext(DashboardContextValue);
  if (!value) throw new Error("A panel stands outside of a dashboard");
  return value;
}
