import { CloudDownload } from "lucide-react";
import { useEffect, useState } from "react";
import { errorText } from "../../../shared/base/errors.ts";
import type { dashboardsArea } from "../../../shared/contract/areas/dashboards.ts";
import type { Result } from "../../../shared/contract/define.ts";
import { useClient } from "../../state/client.ts";
import type { DashboardList } from "../../state/dashboardsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { SearchInput } from "../../ui/SearchInput.tsx";
import { Select } from "../../ui/Select.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { None } from "../../ui/Value.tsx";
import styles from "./GrafanaDialog.module.css";

type Found = Result<(typeof dashboardsArea)["dashboards.grafanaSearch"]>;
type Row = Found["dashboards"][number];

const settleMs = 250;
const keyOf = ({ uid }: Row) => uid;
const columns: readonly Column<Row>[] = [
  { id: "title", header: "Dashboard", name: true, cell: ({ title }) => title, title: ({ title }) => title },
  { id: "folder", header: "Folder", width: 160, cell: ({ folder }) => folder || <None /> },
  { id: "tags", header: "Tags", width: 160, cell: ({ tags }) => tags.join(", ") || <None /> },
];

/** The dashboards of a Grafana server of the workspace, to pick one from. */
export function GrafanaDialog({
  servers,
  onPick,
  onClose,
}: {
  readonly servers: DashboardList["servers"];
  readonly onPick: (server: string, uid: string, title: string) => void;
  readonly onClose: () => void;
}) {
  const [server, setServer] = useState(servers[0]?.name ?? "");
  const [text, setText] = useState("");
  const [selected, setSelected] = useState<string | null>(null);
  const { found, problem, loadMore } = useFound(server, text);
  const row = found?.dashboards.find(({ uid }) => uid === selected);
  const pick = () => {
    if (row) onPick(server, row.uid, row.title);
  };
  const chosen = servers.find(({ name }) => name === server);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Import from Grafana"
      width={680}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" icon={CloudDownload} isDisabled={!row} onPress={pick}>
            Import {row ? row.title : "a dashboard"}
          </Button>
        </>
      }
    >
      <div className={styles.head}>
        <Select
          label="Grafana server"
          options={servers.map(({ name }) => ({ id: name, label: name }))}
          value={server}
          onChange={setServer}
        />
        <SearchInput label="Search dashboards" size="sm" width={260} value={text} onChange={setText} />
        <span className="fg3 clip">
          {chosen?.url}
          {chosen?.via ? ` through ${chosen.via}` : ""}
        </span>
      </div>
      <div className={styles.list}>
        {problem !== null ? (
          <p className="critical" role="alert">
            {problem}
          </p>
        ) : found === null ? (
          <LoadingSkeleton label="Searching" rows={6} />
        ) : found.dashboards.length === 0 ? (
          <p className="fg2">No dashboard of {server} matches.</p>
        ) : (
          <DataTable
            label="Dashboards of Grafana"
            columns={columns}
            rows={found.dashboards}
            rowKey={keyOf}
            selected={selected}
            onSelect={setSelected}
            onOpen={pick}
            foot={
              found.more ? (
                <Button variant="link" onPress={loadMore}>
                  Show more
                </Button>
              ) : undefined
            }
          />
        )}
      </div>
    </Dialog>
  );
}

/** What a server finds, page after page; asked once the typing rests. */
function useFound(server: string, text: string) {
  const { call } = useClient();
  const [page, setPage] = useState(1);
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const key = `${server} ${text}`;
  const [asked, setAsked] = useState(key);
  if (asked !== key) {
    setAsked(key);
    setPage(1);
  }
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      call("dashboards.grafanaSearch", { server, text, page }, abort.signal).then(
        (answer) => {
          setProblem(null);
          setFound((old) =>
            page === 1 || !old ? answer : { ...answer, dashboards: [...old.dashboards, ...answer.dashboards] },
          );
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setProblem(errorText(error));
        },
      );
    }, settleMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [call, server, text, page]);
  return { found, problem, loadMore: () => setPage((n) => n + 1) };
}
