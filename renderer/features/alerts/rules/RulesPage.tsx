import { ListTree } from "lucide-react";
import { useMemo, useState } from "react";
import { useAnnounceMatches } from "../../../app/useAnnounceMatches.ts";
import { navigate } from "../../../state/navigation.ts";
import { useNow } from "../../../state/now.ts";
import { useStream } from "../../../state/useStream.ts";
import { DataTable, type Sort } from "../../../ui/DataTable.tsx";
import { formatAge } from "../../../ui/format.ts";
import { Panel } from "../../../ui/Panel.tsx";
import { SearchInput } from "../../../ui/SearchInput.tsx";
import { SegmentedControl } from "../../../ui/SegmentedControl.tsx";
import { EmptyState } from "../../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../../ui/states/LoadingSkeleton.tsx";
import { RuleDetail } from "./RuleDetail.tsx";
import { RuleProblems } from "./RuleProblems.tsx";
import { ruleColumns, type ShownRule } from "./ruleColumns.tsx";
import { isInTab, matchesWords, type RulesItem, type RuleTab, ruleRows, ruleTabs, sortedRules } from "./ruleRows.ts";
import styles from "./rules.module.css";
import { useNoise } from "./useNoise.ts";

const tabNames: Readonly<Record<RuleTab, string>> = {
  all: "All",
  firing: "Firing",
  pending: "Pending",
  failing: "Failing",
};
const spans = [
  { id: "1", label: "1 d" },
  { id: "7", label: "7 d" },
  { id: "30", label: "30 d" },
] as const;

/** Every rule, evaluated here or by a Prometheus: how it is, whether its evaluation works, and how much of it is noise. */
export function RulesPage({ query }: { readonly query: string }) {
  const text = new URLSearchParams(query).get("q") ?? "";
  const nowMs = useNow();
  const [item, setItem] = useState<RulesItem | null>(null);
  const [tab, setTab] = useState<RuleTab>("all");
  const [days, setDays] = useState<(typeof spans)[number]["id"]>("7");
  const [sort, setSort] = useState<Sort>({ column: "state", direction: "ascending" });
  const [selected, setSelected] = useState<string | null>(null);
  useStream("alerts.rules", {}, setItem, { credit: 1 });
  const noise = useNoise(Number(days));

  const all = useMemo(() => ruleRows(item?.groups ?? [], noise, nowMs), [item, noise, nowMs]);
  const found = all.filter((row) => matchesWords(row, text));
  const shown = sortedRules(
    found.filter((row) => isInTab(row, tab)),
    sort,
  ).map(
    (row): ShownRule => ({ ...row, age: row.evaluatedAtMs === null ? null : formatAge(nowMs - row.evaluatedAtMs) }),
  );
  useAnnounceMatches(text, shown.length, all.length, "rules");
  const detail = shown.find(({ id }) => id === selected);
  const filter = (words: string) =>
    navigate({ page: "rules", query: words === "" ? "" : new URLSearchParams({ q: words }).toString() });
  return (
    <div className={styles.page}>
      {item ? <RuleProblems item={item} /> : null}
      <Panel
        title="Rules"
        count={all.length}
        scroll
        className={styles.rules ?? ""}
        lead={
          <SegmentedControl
            label="State of rules"
            size="sm"
            segments={ruleTabs.map((id) => ({
              id,
              label: `${tabNames[id]} ${found.filter((row) => isInTab(row, id)).length}`,
            }))}
            value={tab}
            onChange={setTab}
          />
        }
        controls={
          <>
            <span className="small fg3">Noise of the last</span>
            <SegmentedControl label="Noise of the last" size="sm" segments={spans} value={days} onChange={setDays} />
            <SearchInput
              label="Filter rules"
              placeholder="Filter by name, expression, group"
              size="sm"
              width={240}
              value={text}
              onChange={filter}
            />
          </>
        }
      >
        {item === null ? (
          <LoadingSkeleton label="Reading the rules" />
        ) : shown.length > 0 ? (
          <DataTable
            label="Rules"
            columns={ruleColumns}
            rows={shown}
            rowKey={({ id }) => id}
            selected={selected}
            onSelect={setSelected}
            sort={sort}
            onSort={setSort}
            windowed
          />
        ) : (
          <EmptyState icon={ListTree} title={all.length === 0 ? "There are no rules" : "No rule matches"}>
            Rules are files of the workspace, rules/*.yaml, those that come with the console, and those of its
            Prometheus servers.
          </EmptyState>
        )}
      </Panel>
      {detail ? <RuleDetail key={detail.id} rule={detail} /> : null}
    </div>
  );
}
