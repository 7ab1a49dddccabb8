import { useState } from "react";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";
import { useStream } from "./useStream.ts";

export type Anomalies = Item<Contract["anomalies.watch"]>;

/** What is unusual about a service or host, live; null before the first answer. */
export function useAnomalies(kind: "service" | "host", name: string): Anomalies | null {
  const [told, setTold] = useState<{ readonly name: string; readonly anomalies: Anomalies } | null>(null);
  useStream("anomalies.watch", { subject: { kind, name } }, (anomalies) => setTold({ name, anomalies }), { credit: 1 });
  return told?.name === name ? told.anomalies : null;
}
