import { Server } from "lucide-react";
import { EmptyState } from "../../ui/states/EmptyState.tsx";

export function HostsPage() {
  return (
    <EmptyState icon={Server} title="Hosts is not built yet">
      The table of hosts will stand here.
    </EmptyState>
  );
}
