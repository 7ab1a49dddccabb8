import { listOf } from "../../../shared/domain/workspace/workspaceServer.ts";
import { useClient } from "../../state/client.ts";
import { RemoveDialog } from "./RemoveDialog.tsx";

const effects = {
  prometheus: "Explore, dashboards and services can no longer ask it.",
  alertmanager: "Its alerts and silences are no longer shown here.",
  loki: "Its lines are no longer among the logs.",
  elasticsearch: "Its lines are no longer among the logs.",
  grafana: "Dashboards can no longer be picked from it; those that were stay.",
  remoteWrite: "Samples are no longer forwarded to it; what it has not got yet stays here.",
} as const;

export function RemoveSourceDialog({
  name,
  kind,
  onClose,
}: {
  readonly name: string;
  readonly kind: keyof typeof effects;
  readonly onClose: () => void;
}) {
  const { call } = useClient();
  return (
    <RemoveDialog name={name} remove={() => call("servers.remove", { list: listOf({ kind }), name })} onClose={onClose}>
      {effects[kind]} The server itself and what it keeps stay as they are, and so does its secret.
    </RemoveDialog>
  );
}
