import { Eye } from "lucide-react";
import { EmptyState } from "../../ui/states/EmptyState.tsx";

export function WatchPage() {
  return (
    <EmptyState icon={Eye} title="Watch is not built yet">
      The fleet heatmap and what is wrong will stand here.
    </EmptyState>
  );
}
