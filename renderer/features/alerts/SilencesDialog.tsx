import { matcherText } from "../../../shared/domain/alerts/parseMatcher.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { useNow } from "../../state/now.ts";
import { type Silence, silencesStore } from "../../state/silencesStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { formatAge } from "../../ui/format.ts";
import { None } from "../../ui/Value.tsx";

interface Props {
  readonly onEdit: (silence: Silence) => void;
  readonly onNew: () => void;
  readonly onClose: () => void;
}

/** Where there are several: each has its own, the members of a cluster have the same ones. */
const serverColumn: Column<Silence> = {
  id: "servers",
  header: "Alertmanager",
  width: 110,
  title: ({ servers }) => servers.join(", "),
  cell: ({ servers }) => servers.join(", "),
};

/** Expired ones are shown that long, to be revived. */
const shownExpiredMs = 86_400_000;

/** The silences of all Alertmanagers: what each holds back, whose it is and when it ends. */
export function SilencesDialog({ onEdit, onNew, onClose }: Props) {
  const client = useClient();
  const nowMs = useNow();
  const { servers, silences: all } = silencesStore();
  const shown = all
    .filter(({ state, endsAtMs }) => state !== "expired" || nowMs - endsAtMs < shownExpiredMs)
    .sort((a, b) => Number(a.state === "expired") - Number(b.state === "expired") || a.endsAtMs - b.endsAtMs);

  function expire({ id, servers }: Silence): void {
    const [server] = servers;
    if (server === undefined) return;
    client.call("alerts.expireSilence", { server, id }).catch(reportProblem("Expiring the silence failed"));
  }

  const columns: readonly Column<Silence>[] = [
    {
      id: "matchers",
      header: "Matchers",
      name: true,
      mono: true,
      title: ({ matchers }) => matchers.map(matcherText).join(", "),
      cell: ({ matchers }) => matchers.map(matcherText).join(", "),
    },
    {
      id: "matching",
      header: "Holds back",
      width: 110,
      cell: ({ matching, state }) =>
        state === "expired" ? (
          <Badge>Expired</Badge>
        ) : matching === 0 ? (
          <Badge tone="warning">Nothing now</Badge>
        ) : (
          `${matching} ${matching === 1 ? "alert" : "alerts"}`
        ),
    },
    {
      id: "comment",
      header: "Comment",
      width: 150,
      title: ({ comment }) => comment,
      cell: ({ comment }) => (comment === "" ? <None>No comment</None> : comment),
    },
    { id: "by", header: "By", width: 100, title: ({ createdBy }) => createdBy, cell: ({ createdBy }) => createdBy },
    ...(servers.length > 1 ? [serverColumn] : []),
    { id: "age", header: "Age", width: 60, numeric: true, cell: ({ startsAtMs }) => formatAge(nowMs - startsAtMs) },
    {
      id: "ends",
      header: "Ends in",
      width: 70,
      numeric: true,
      cell: ({ endsAtMs, state }) => (state === "expired" ? "" : formatAge(endsAtMs - nowMs)),
    },
    {
      id: "actions",
      header: <span className="visuallyHidden">Actions</span>,
      width: 140,
      cell: (silence) =>
        silence.state === "expired" ? (
          <Button size="sm" onPress={() => onEdit(silence)}>
            Revive
          </Button>
        ) : (
          <>
            <Button size="sm" onPress={() => onEdit(silence)}>
              Change
            </Button>{" "}
            <Button size="sm" onPress={() => expire(silence)}>
              Expire
            </Button>
          </>
        ),
    },
  ];

  return (
    <Dialog
      open
      onClose={onClose}
      width={1000}
      title="Silences"
      footer={
        <>
          <Button size="lg" onPress={onNew}>
            New silence
          </Button>
          <Button size="lg" variant="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      {shown.length === 0 ? (
        <p className="fg2">There are no silences.</p>
      ) : (
        <DataTable label="Silences" columns={columns} rows={shown} rowKey={({ id }) => id} />
      )}
    </Dialog>
  );
}
