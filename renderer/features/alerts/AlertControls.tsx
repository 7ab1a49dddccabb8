import { BellOff, ListTree, Route as RouteIcon } from "lucide-react";
import { memo } from "react";
import { navigate } from "../../state/navigation.ts";
import { silencesStore } from "../../state/silencesStore.ts";
import { Button } from "../../ui/Button.tsx";
import { SearchInput } from "../../ui/SearchInput.tsx";
import type { AlertsView } from "./alertsView.ts";

/** Which alerts are shown and how they stand, and where silences, routing and rules are. Apart from the panel, which is drawn again with each alert. */
export const AlertControls = memo(function AlertControls({
  view,
  onView,
  onListing,
  shown,
}: {
  readonly view: AlertsView;
  readonly onView: (change: Partial<AlertsView>) => void;
  /** Of silences. */
  readonly onListing: (listing: boolean) => void;
  /** How many of how many; null without a filter. */
  readonly shown: string | null;
}) {
  const { grouped, text } = view;
  const away = silencesStore((state) => state.servers.find(({ problem }) => problem !== null));
  const canSilence = silencesStore((state) => state.servers.length > 0);
  const silences = silencesStore((state) => state.silences.filter(({ state: is }) => is !== "expired").length);
  return (
    <>
      {away ? (
        <span className="small warning clip" title={away.problem ?? ""}>
          {away.name} cannot be read
        </span>
      ) : shown === null ? (
        <span className="small fg3">{grouped ? "Grouped by name, worst first" : "Worst first"}</span>
      ) : null}
      {shown === null ? null : <span className="small fg2">{shown}</span>}
      {canSilence ? (
        <Button size="sm" variant="ghost" icon={BellOff} onPress={() => onListing(true)}>
          {`Silences ${silences}`}
        </Button>
      ) : null}
      <Button size="sm" variant="ghost" icon={RouteIcon} onPress={() => navigate({ page: "routing", query: "" })}>
        Routing
      </Button>
      <Button size="sm" variant="ghost" icon={ListTree} onPress={() => navigate({ page: "rules", query: "" })}>
        Rules
      </Button>
      <Button size="sm" variant="ghost" aria-pressed={grouped} onPress={() => onView({ grouped: !grouped })}>
        {grouped ? "List all" : "Group by name"}
      </Button>
      <SearchInput
        label="Filter alerts"
        placeholder="Filter by text or label=value"
        size="sm"
        width={200}
        value={text}
        onChange={(to) => onView({ text: to })}
        leaves
      />
    </>
  );
});
