import { useState } from "react";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";
import { useStream } from "./useStream.ts";

export type DriftReport = NonNullable<Item<Contract["drift.watch"]>["report"]>;
export type FeatureDrift = DriftReport["features"][number];

/** How a service's inputs and outputs stand against what they were, live; null before the first answer, and where nothing is looked at. */
export function useDrift(service: string): DriftReport | null {
  const [told, setTold] = useState<{ readonly service: string; readonly report: DriftReport | null } | null>(null);
  useStream("drift.watch", { service }, ({ report }) => setTold({ service, report }), { credit: 1 });
  return told?.service === service ? told.report : null;
}
