import { useEffect, useState } from "react";
import type { Contract } from "../../../../shared/contract/contract.ts";
import type { Result } from "../../../../shared/contract/define.ts";
import { targetOf } from "../../../../shared/domain/alerts/alertWords.ts";
import { matcherText } from "../../../../shared/domain/alerts/parseMatcher.ts";
import { matchersOf } from "../../../../shared/domain/alerts/silence.ts";
import { reportProblem } from "../../../app/report.ts";
import { useClient } from "../../../state/client.ts";
import { hostNowMs } from "../../../state/now.ts";
import { Button } from "../../../ui/Button.tsx";
import { type Column, DataTable } from "../../../ui/DataTable.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { formatAge, formatClock } from "../../../ui/format.ts";
import { LoadingSkeleton } from "../../../ui/states/LoadingSkeleton.tsx";
import { None } from "../../../ui/Value.tsx";

type Firing = Result<Contract["alerts.history"]>["firings"][number];

const days = 30;
const mostShown = 200;

const columns: readonly Column<Firing>[] = [
  {
    id: "fired",
    header: "Fired (UTC)",
    width: 160,
    name: true,
    cell: ({ firedMs }) => `${new Date(firedMs).toISOString().slice(0, 10)} ${formatClock(firedMs, "utc")}`,
  },
  {
    id: "target",
    header: "Target",
    mono: true,
    title: ({ labels }) => matchersOf(labels).map(matcherText).join(", "),
    cell: ({ labels }) => targetOf({ labels }) || <None />,
  },
  {
    id: "lasted",
    header: "Lasted",
    width: 88,
    numeric: true,
    cell: ({ firedMs, resolvedMs }) => (resolvedMs === null ? "still fires" : formatAge(resolvedMs - firedMs)),
  },
  {
    id: "touched",
    header: "Claimed",
    width: 80,
    cell: ({ touched }) => (touched ? "Yes" : <span className="fg3">No</span>),
  },
];

/** When a rule of a source fired in the last month, as far as this console knows. */
export function RuleHistoryDialog({
  source,
  rule,
  onClose,
}: {
  readonly source: string;
  readonly rule: string;
  readonly onClose: () => void;
}) {
  const { call } = useClient();
  const [firings, setFirings] = useState<readonly Firing[] | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    const toMs = hostNowMs() + 1;
    const window = { source, rule, fromMs: toMs - days * 86_400_000, toMs, limit: mostShown };
    call("alerts.history", window, abort.signal).then(
      (answer) => setFirings(answer.firings),
      (error: unknown) => (abort.signal.aborted ? undefined : reportProblem("The history was not read")(error)),
    );
    return () => abort.abort();
  }, [call, source, rule]);

  return (
    <Dialog
      open
      onClose={onClose}
      width={720}
      title={`History of ${rule}`}
      footer={
        <Button size="lg" variant="primary" onPress={onClose}>
          Close
        </Button>
      }
    >
      {firings === null ? (
        <LoadingSkeleton label="Reading the history" />
      ) : firings.length === 0 ? (
        <p className="fg2">It has not fired in the last {days} days, as far as this console knows.</p>
      ) : (
        <DataTable
          label={`History of ${rule}`}
          columns={columns}
          rows={firings}
          rowKey={({ fingerprint, firedMs }) => `${fingerprint} ${firedMs}`}
        />
      )}
    </Dialog>
  );
}
