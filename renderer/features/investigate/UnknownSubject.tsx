import { SearchCode } from "lucide-react";
import { type InvestigateView, openInvestigatedLogs } from "../../state/investigateView.ts";
import { navigate } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import type { Unknown } from "./useUnknown.ts";

/** An address that names what the workspace does not have, as an old link does. */
export function UnknownSubject({ view, unknown }: { readonly view: InvestigateView; readonly unknown: Unknown }) {
  if (unknown.kind === "service") {
    return (
      <EmptyState
        icon={SearchCode}
        title={`${unknown.names} is not a service of this workspace`}
        action={<Button onPress={() => navigate({ page: "services" })}>Show all services</Button>}
      >
        It was renamed or removed, or nothing of its job is scraped any more.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={SearchCode}
      title={`No host of this workspace is called ${unknown.names}`}
      action={
        <>
          <Button onPress={() => navigate({ page: "hosts" })}>Show all hosts</Button>
          <Button onPress={() => openInvestigatedLogs(view, null)}>Ask the servers of logs</Button>
        </>
      }
    >
      It was renamed or removed. A server of logs may still have lines of it.
    </EmptyState>
  );
}
