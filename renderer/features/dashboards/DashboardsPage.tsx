import { CloudDownload, LayoutDashboard, Upload } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useAnnounceMatches } from "../../app/useAnnounceMatches.ts";
import { useClient } from "../../state/client.ts";
import { dashboardsStore } from "../../state/dashboardsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { DataTable, type Sort, type TableHandle } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SearchInput } from "../../ui/SearchInput.tsx";
import { showAll } from "../../ui/showAll.ts";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import styles from "./DashboardsPage.module.css";
import { type DashboardRow, dashboardColumns, matchesDashboard, sortDashboards } from "./dashboardColumns.tsx";
import { GrafanaDialog } from "./GrafanaDialog.tsx";
import { useImport } from "./useImport.tsx";

const openDashboard = (name: string) => navigate({ page: "dashboard", name, query: "" });
const keyOf = ({ name }: DashboardRow) => name;

/** The dashboards of the workspace, and the way to bring one in. */
export function DashboardsPage() {
  const list = dashboardsStore((state) => state.list);
  const [text, setText] = useState("");
  const [sort, setSort] = useState<Sort>({ column: "title", direction: "ascending" });
  const [selected, setSelected] = useState<string | null>(null);
  const [picking, setPicking] = useState(false);
  const { call } = useClient();
  const table = useRef<TableHandle>(null);
  const { choose, run, dialog } = useImport((names) => {
    const [only] = names;
    if (names.length === 1 && only !== undefined) openDashboard(only);
  });
  const shown = useMemo(
    () =>
      sortDashboards(
        (list?.dashboards ?? []).filter((row) => matchesDashboard(row, text)),
        sort,
      ),
    [list, text, sort],
  );
  useAnnounceMatches(text, shown.length, list?.dashboards.length ?? 0, "dashboards");
  useKeys("dashboards", [
    { keys: "j", hidden: true, label: "Next dashboard", run: () => table.current?.move(1) },
    { keys: "k", hidden: true, label: "Previous dashboard", run: () => table.current?.move(-1) },
    { keys: "i", label: "Import", run: choose },
  ]);

  return (
    <div className={styles.page}>
      <Panel
        title="Dashboards"
        count={list?.dashboards.length}
        scroll
        controls={
          <>
            <SearchInput
              label="Filter dashboards"
              placeholder="Filter by title, file, tag"
              size="sm"
              width={220}
              value={text}
              onChange={setText}
            />
            {(list?.servers.length ?? 0) > 0 ? (
              <Button size="sm" icon={CloudDownload} onPress={() => setPicking(true)}>
                From Grafana
              </Button>
            ) : null}
            <Button size="sm" icon={Upload} onPress={choose}>
              Import file
            </Button>
          </>
        }
      >
        {list === null ? (
          <LoadingSkeleton />
        ) : shown.length > 0 ? (
          <DataTable
            ref={table}
            label="Dashboards"
            columns={dashboardColumns}
            rows={shown}
            rowKey={keyOf}
            selected={selected}
            onSelect={setSelected}
            onOpen={openDashboard}
            sort={sort}
            onSort={setSort}
          />
        ) : text !== "" && list.dashboards.length > 0 ? (
          <EmptyState
            icon={LayoutDashboard}
            title="No dashboard matches"
            action={<Button onPress={() => showAll(() => setText(""), table)}>Show all dashboards</Button>}
          >
            The filter hides every dashboard of this workspace.
          </EmptyState>
        ) : (
          <EmptyState
            icon={LayoutDashboard}
            title="No dashboards yet"
            action={
              <Button variant="primary" icon={Upload} onPress={choose}>
                Import file
              </Button>
            }
          >
            Import a dashboard in Grafana's JSON, or put one into {list.folder}. A Grafana server named in midwatch.yaml
            can be picked from.
          </EmptyState>
        )}
      </Panel>
      {dialog}
      {picking && list ? (
        <GrafanaDialog
          servers={list.servers}
          onClose={() => setPicking(false)}
          onPick={(server, uid, title) => {
            setPicking(false);
            run(title, (overwrite) => call("dashboards.grafanaImport", { server, uid, overwrite }));
          }}
        />
      ) : null}
    </div>
  );
}
