import { Plus, ServerOff } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useAnnounceMatches } from "../../app/useAnnounceMatches.ts";
import { useHosts, useHostsLoaded } from "../../state/hostsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { useNow } from "../../state/now.ts";
import { selectHost, selectionStore } from "../../state/selection.ts";
import { openTerminal } from "../../state/terminalsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { DataTable, type Sort, type TableHandle } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SearchInput } from "../../ui/SearchInput.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { showAll } from "../../ui/showAll.ts";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { useHeldOrder } from "../../ui/useHeldOrder.ts";
import styles from "./HostsPage.module.css";
import { hostColumns } from "./hostColumns.tsx";
import { type HostRow, hostRow, rowsOf } from "./hostRows.ts";
import { type HostFilter, hostGroup } from "./hostStatus.ts";

const addHosts = () => navigate({ page: "setup" });
const openHost = (host: string) => navigate({ page: "host", host });

/** Every host of the workspace: sortable, filterable, with its state in a word. */
export function HostsPage() {
  const hosts = useHosts();
  const loaded = useHostsLoaded();
  const nowMs = useNow();
  const selected = selectionStore((state) => state.host);
  const viewer = useViewer();
  const [text, setText] = useState("");
  const [filter, setFilter] = useState<HostFilter>("all");
  const [sort, setSort] = useState<Sort>({ column: "state", direction: "ascending" });
  const table = useRef<TableHandle>(null);

  const cache = useRef(new Map<string, HostRow>());
  const rows = useMemo(() => rowsOf(hosts, nowMs, cache.current), [hosts, nowMs]);
  const sorted = useMemo(
    () =>
      hostRow.sort(
        rows.filter((row) => hostRow.matches(row, text, filter)),
        sort,
      ),
    [rows, text, filter, sort],
  );
  const { rows: shown, holders } = useHeldOrder(sorted, hostRow.key, JSON.stringify([sort, text, filter]));
  useAnnounceMatches(text, sorted.length, rows.length, "hosts");
  const counts = useMemo(() => countGroups(rows), [rows]);

  useKeys("hosts", [
    { keys: "j", hidden: true, label: "Next host", run: () => table.current?.move(1) },
    { keys: "k", hidden: true, label: "Previous host", run: () => table.current?.move(-1) },
    { keys: "a", label: "Add hosts", run: addHosts },
    ...(selected === null || viewer !== null
      ? []
      : [{ keys: "`", label: "Terminal", run: () => openTerminal([{ kind: "host" as const, host: selected }]) }]),
  ]);

  return (
    <div className={styles.page} {...holders}>
      <Panel
        title="Hosts"
        count={hosts.length}
        scroll
        lead={
          <SegmentedControl
            label="Show"
            size="sm"
            value={filter}
            onChange={setFilter}
            segments={[
              { id: "all", label: `All ${rows.length}` },
              { id: "healthy", label: `Healthy ${counts.healthy}` },
              { id: "attention", label: `Needs attention ${counts.attention}` },
              { id: "unreachable", label: `Unreachable ${counts.unreachable}` },
            ]}
          />
        }
        controls={
          <>
            <SearchInput
              label="Filter hosts"
              placeholder="Filter by name, address, model"
              size="sm"
              width={220}
              value={text}
              onChange={setText}
            />
            <Button size="sm" icon={Plus} onPress={addHosts}>
              Add hosts
            </Button>
          </>
        }
      >
        {!loaded ? (
          <LoadingSkeleton />
        ) : shown.length > 0 ? (
          <DataTable
            ref={table}
            label="Hosts"
            columns={hostColumns}
            rows={shown}
            rowKey={hostRow.key}
            selected={selected}
            onSelect={selectHost}
            onOpen={openHost}
            sort={sort}
            onSort={setSort}
            rowState={hostRow.state}
          />
        ) : (
          <Nothing
            filtered={rows.length > 0}
            onClear={() =>
              showAll(() => {
                setText("");
                setFilter("all");
              }, table)
            }
          />
        )}
      </Panel>
    </div>
  );
}

function Nothing({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  return filtered ? (
    <EmptyState icon={ServerOff} title="No host matches" action={<Button onPress={onClear}>Show all hosts</Button>}>
      The filter hides every host of this workspace.
    </EmptyState>
  ) : (
    <EmptyState
      icon={ServerOff}
      title="No hosts yet"
      action={
        <Button variant="primary" onPress={addHosts}>
          Add hosts
        </Button>
      }
    >
      Midwatch watches the hosts you choose from your SSH configuration.
    </EmptyState>
  );
}

function countGroups(rows: readonly HostRow[]): Record<"healthy" | "attention" | "unreachable" | "other", number> {
  const counts = { healthy: 0, attention: 0, unreachable: 0, other: 0 };
  for (const { host } of rows) counts[hostGroup(host)] += 1;
  return counts;
}
