import { Pin } from "lucide-react";
import { useShallow } from "zustand/shallow";
import { incidentName } from "../../../shared/domain/incident/incident.ts";
import { useClient } from "../../state/client.ts";
import { type Incident, incidentsStore, unclosed } from "../../state/incidentsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button, type ButtonProps } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { showToast } from "../../ui/Toasts.tsx";
import { reportProblem } from "../report.ts";
import { type Pinnable, pinTo } from "./pinTo.ts";

/**
 * Keeps what is seen in an incident's timeline: that of the one incident that is not closed, or one of them. Nothing while
 * there is none, and nothing for viewers. `take` gives null where there is nothing to keep yet.
 */
export function PinButton({
  what,
  take,
  nothing = `${what} has no values yet`,
  bare = false,
}: {
  /** `Latency`, `the line`. */
  readonly what: string;
  readonly take: () => Pinnable | null;
  /** Why there is nothing to keep. */
  readonly nothing?: string;
  /** The icon alone, where there is no room for words. */
  readonly bare?: boolean;
}) {
  const { call } = useClient();
  const incidents = incidentsStore(useShallow(unclosed));
  const viewer = useViewer();
  const [only] = incidents;
  if (viewer !== null || !only) return null;

  function pin(incident: Incident): void {
    const pinned = take();
    if (pinned === null) showToast({ status: "warning", title: "Nothing was pinned", detail: nothing });
    else pinTo(call, incident, what, pinned).catch(reportProblem(`${what} was not pinned`));
  }

  if (incidents.length === 1) {
    return <PinTrigger name={`Pin ${what} to ${incidentName(only)}`} bare={bare} onPress={() => pin(only)} />;
  }
  return (
    <Menu
      label={`Pin ${what} to`}
      entries={incidents.map((incident) => ({
        id: String(incident.id),
        label: `${incidentName(incident)} ${incident.title}`,
        onAction: () => pin(incident),
      }))}
    >
      <PinTrigger name={`Pin ${what}`} bare={bare} />
    </Menu>
  );
}

function PinTrigger({
  name,
  bare,
  ...rest
}: { readonly name: string; readonly bare: boolean } & Pick<ButtonProps, "onPress">) {
  if (bare) return <Button {...rest} size="sm" variant="ghost" icon={Pin} aria-label={name} />;
  return (
    <Button {...rest} size="sm" icon={Pin} aria-label={name}>
      Pin
    </Button>
  );
}
