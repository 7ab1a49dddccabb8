import { Server } from "lucide-react";
import { EmptyState } from "../../ui/states/EmptyState.tsx";

export function HostPage({ host }: { readonly host: string }) {
  return (
    <EmptyState icon={Server} title={`The panel of ${host} is not built yet`}>
      Its GPUs, charts and processes will stand here.
    </EmptyState>
  );
}
