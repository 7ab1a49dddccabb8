import { ListChecks, ScrollText } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useAnnounceMatches } from "../../app/useAnnounceMatches.ts";
import { navigate } from "../../state/navigation.ts";
import { runbooksStore } from "../../state/runbooksStore.ts";
import { Button } from "../../ui/Button.tsx";
import { DataTable, type TableHandle } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SearchInput } from "../../ui/SearchInput.tsx";
import { showAll } from "../../ui/showAll.ts";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { ImportRundeck } from "./ImportRundeck.tsx";
import { matchesRunbook, runbookColumns } from "./runbookColumns.tsx";
import styles from "./runbooks.module.css";
import { runColumns } from "./runColumns.tsx";

const openRunbook = (id: string) => navigate({ page: "runbook", id });
const openRun = (id: string) => navigate({ page: "run", id });
const idOf = ({ id }: { readonly id: string }) => id;

/** What can be done, and what is being done. */
export function RunbooksPage() {
  const list = runbooksStore((state) => state.list);
  const [text, setText] = useState("");
  const [selected, setSelected] = useState<string | null>(null);
  const table = useRef<TableHandle>(null);
  const shown = useMemo(() => (list?.runbooks ?? []).filter((row) => matchesRunbook(row, text)), [list, text]);
  useAnnounceMatches(text, shown.length, list?.runbooks.length ?? 0, "runbooks");
  useKeys("Runbooks", [
    { keys: "j", hidden: true, label: "Next runbook", run: () => table.current?.move(1) },
    { keys: "k", hidden: true, label: "Previous runbook", run: () => table.current?.move(-1) },
    { keys: "a", label: "Audit", run: () => navigate({ page: "audit", query: "" }) },
  ]);
  if (list === null) return <LoadingSkeleton label="Loading runbooks" />;
  return (
    <div className={styles.page}>
      {list.active.length > 0 ? (
        <Panel title="At work" count={list.active.length} className={styles.fixed ?? ""}>
          <DataTable
            label="Runs at work"
            columns={runColumns}
            rows={list.active}
            rowKey={idOf}
            onOpen={openRun}
            onSelect={noSelection}
          />
        </Panel>
      ) : null}
      <Panel
        title="Runbooks"
        count={list.runbooks.length}
        scroll
        controls={
          <>
            <SearchInput
              label="Filter runbooks"
              placeholder="Filter by title, id, file"
              size="sm"
              width={220}
              value={text}
              onChange={setText}
            />
            <ImportRundeck />
            <Button size="sm" icon={ScrollText} onPress={() => navigate({ page: "audit", query: "" })}>
              Audit
            </Button>
          </>
        }
      >
        {shown.length > 0 ? (
          <DataTable
            ref={table}
            label="Runbooks"
            columns={runbookColumns}
            rows={shown}
            rowKey={idOf}
            selected={selected}
            onSelect={setSelected}
            onOpen={openRunbook}
          />
        ) : (
          <EmptyState
            icon={ListChecks}
            title="No runbook matches"
            action={<Button onPress={() => showAll(() => setText(""), table)}>Show all runbooks</Button>}
          >
            The filter hides every runbook. Those of the workspace stand in {list.folder}.
          </EmptyState>
        )}
      </Panel>
    </div>
  );
}

function noSelection(): void {}
