import {
  Activity,
  Bell,
  BellOff,
  Box,
  Cpu,
  FileCog,
  ListChecks,
  type LucideIcon,
  NotebookPen,
  Rocket,
  Server,
} from "lucide-react";
import type { EventKind } from "../../shared/domain/events/fleetEvent.ts";

/** What a kind of event is called and drawn as. */
export const eventLooks: Readonly<Record<EventKind, { readonly label: string; readonly icon: LucideIcon }>> = {
  deploy: { label: "Deploys", icon: Rocket },
  alert: { label: "Alerts", icon: Bell },
  host: { label: "Hosts", icon: Server },
  kernel: { label: "Kernel", icon: Cpu },
  workload: { label: "Containers and units", icon: Box },
  runbook: { label: "Runbooks", icon: ListChecks },
  rules: { label: "Rules", icon: FileCog },
  silence: { label: "Silences", icon: BellOff },
  finding: { label: "Unusual", icon: Activity },
  note: { label: "Notes", icon: NotebookPen },
};
