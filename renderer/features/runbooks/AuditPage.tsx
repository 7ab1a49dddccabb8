import { Download, ScrollText, ShieldCheck } from "lucide-react";
import { useEffect, useState } from "react";
import type { auditArea } from "../../../shared/contract/areas/audit.ts";
import type { DeepReadonly, Item } from "../../../shared/contract/define.ts";
import type { AuditEntry } from "../../../shared/domain/audit/entry.ts";
import { reportProblem } from "../../app/report.ts";
import { useAnnounceMatches } from "../../app/useAnnounceMatches.ts";
import { useClient } from "../../state/client.ts";
import { useStream } from "../../state/useStream.ts";
import { Button } from "../../ui/Button.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SearchInput } from "../../ui/SearchInput.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { saveFile } from "../../ui/saveFile.ts";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { showToast } from "../../ui/Toasts.tsx";
import { auditColumns } from "./auditColumns.tsx";
import styles from "./runbooks.module.css";

const mostShown = 300;

/** Everything that was done, newest first, and whether its chain holds. */
export function AuditPage({ query }: { readonly query: string }) {
  const { call } = useClient();
  const run = new URLSearchParams(query).get("run");
  const [text, setText] = useState("");
  const [entries, setEntries] = useState<readonly DeepReadonly<AuditEntry>[]>([]);
  const [chain, setChain] = useState<Item<(typeof auditArea)["audit.watch"]> | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  useStream("audit.watch", {}, setChain);
  const count = chain?.entries ?? 0;
  useAnnounceMatches(text, entries.length, count, "entries");

  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer chain is read again
  useEffect(() => {
    const abort = new AbortController();
    call("audit.find", { text, run, beforeSeq: null, limit: mostShown }, abort.signal).then(
      (answer) => setEntries(answer.entries),
      (error: unknown) => (abort.signal.aborted ? undefined : reportProblem("The audit log was not read")(error)),
    );
    return () => abort.abort();
  }, [call, text, run, count]);

  const save = (format: "jsonl" | "csv") =>
    void call("audit.export", { format }).then(
      (file) => saveFile(file.name, new Blob([file.text], { type: "text/plain" })),
      reportProblem("The audit log was not exported"),
    );
  const verify = () =>
    void call("audit.verify", {}).then(
      ({ problem, entries: checked }) =>
        showToast(
          problem === null
            ? { status: "ok", title: "The chain holds", detail: `${checked} entries were checked` }
            : { status: "critical", title: "The chain is broken", detail: problem },
        ),
      reportProblem("The chain was not checked"),
    );
  return (
    <div className={styles.page}>
      <Panel
        title="Audit"
        count={run === null ? count : `run ${run}`}
        scroll
        lead={
          chain === null ? null : chain.problem === null ? (
            <StatusText status="ok">Chain holds</StatusText>
          ) : (
            <StatusText status="critical">{chain.problem}</StatusText>
          )
        }
        controls={
          <>
            <SearchInput
              label="Filter the audit log"
              placeholder="Filter by words"
              size="sm"
              width={200}
              value={text}
              onChange={setText}
            />
            <Button size="sm" icon={ShieldCheck} onPress={verify}>
              Verify
            </Button>
            <Button size="sm" icon={Download} onPress={() => save("jsonl")}>
              JSON lines
            </Button>
            <Button size="sm" icon={Download} onPress={() => save("csv")}>
              CSV
            </Button>
          </>
        }
      >
        {entries.length > 0 ? (
          <DataTable
            label="Audit"
            columns={auditColumns}
            rows={entries}
            rowKey={({ seq }) => String(seq)}
            selected={selected}
            onSelect={setSelected}
          />
        ) : (
          <EmptyState icon={ScrollText} title={text === "" ? "Nothing was done yet" : "No entry has these words"}>
            What runbooks do, and who opened write mode, is written down here before it happens.
          </EmptyState>
        )}
      </Panel>
    </div>
  );
}
