import { useEffect, useState } from "react";
import { errorText } from "../../../shared/base/errors.ts";
import { formatBytes } from "../../../shared/domain/format/numbers.ts";
import { useClient } from "../../state/client.ts";
import type { ExporterReport, ScrapeTarget } from "../../state/types.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { formatAge, formatNumber } from "../../ui/format.ts";
import { portText } from "../../ui/portText.ts";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { NoData } from "../../ui/states/NoData.tsx";
import { SourceDown } from "../../ui/states/SourceDown.tsx";
import styles from "./ExporterDoctor.module.css";

type Finding = ExporterReport["findings"][number];

const weights: Readonly<
  Record<Finding["weight"], { readonly tone: "critical" | "warning" | "neutral"; readonly word: string }>
> = {
  wrong: { tone: "critical", word: "Wrong answers" },
  costly: { tone: "warning", word: "Costly" },
  unclear: { tone: "neutral", word: "Unclear" },
};

/** What is wrong with what a target tells, and what to change in it. Looks once, when it opens. */
export function ExporterDoctor({ target, onClose }: { readonly target: ScrapeTarget; readonly onClose: () => void }) {
  const { call } = useClient();
  const [report, setReport] = useState<ExporterReport | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const { id } = target;
  useEffect(() => {
    let open = true;
    call("scrape.report", { target: id }).then(
      (result) => open && setReport(result),
      (error: unknown) => open && setFailure(errorText(error)),
    );
    return () => {
      open = false;
    };
  }, [call, id]);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Exporter doctor: ${target.job} ${portText(target)}`}
      aside={<span className="fg3">{report ? countText(report) : ""}</span>}
      width={720}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold nothing to focus */}
      <section className={styles.doctor} aria-label="Findings" tabIndex={0}>
        {failure === null ? null : <SourceDown>The target could not be judged: {failure}</SourceDown>}
        {report === null && failure === null ? <LoadingSkeleton label="Looking at what was read" rows={4} /> : null}
        {report ? <Report target={target} report={report} /> : null}
      </section>
    </Dialog>
  );
}

/** Nothing that was judged has no findings to count. */
function countText({ scrapes, findings }: ExporterReport): string {
  if (scrapes === 0) return "";
  return findings.length === 1 ? "1 finding" : `${findings.length} findings`;
}

function Report({ target, report }: { readonly target: ScrapeTarget; readonly report: ExporterReport }) {
  const { findings, metrics, series, scrapes, spanMs } = report;
  if (scrapes === 0) return <NeverRead target={target} />;
  const largest = target.largest.map(({ name, series: count }) => `${name} ${count}`).join(", ");
  return (
    <>
      <dl className={styles.facts}>
        <dt>Answer</dt>
        <dd>
          {formatNumber(metrics)} metrics, {formatNumber(series)} series
          {target.bytes === null ? "" : `, ${formatBytes(target.bytes)}`}
        </dd>
        <dt>Most series</dt>
        <dd className="mono">{largest || "none"}</dd>
        <dt>Looked at</dt>
        <dd>{lookedAt(scrapes, spanMs)}</dd>
      </dl>
      {findings.length === 0 ? (
        <p className="fg1">Nothing to change: names, types, units, labels and buckets are as they should be.</p>
      ) : (
        <div>
          {findings.map((finding) => (
            <FindingText key={`${finding.rule} ${finding.metric}`} finding={finding} />
          ))}
        </div>
      )}
    </>
  );
}

/** A target without a single answer: why, where that is known. */
function NeverRead({ target: { health } }: { readonly target: ScrapeTarget }) {
  return (
    <NoData title="Nothing was read of this target yet, so there is nothing to judge">{whyNeverRead(health)}</NoData>
  );
}

function whyNeverRead(health: ScrapeTarget["health"]): string {
  switch (health.kind) {
    case "up":
      return "Its first answer is being read.";
    case "down":
      return `${health.error.message}.`;
    case "hostDown":
      return "Its host is not connected.";
    case "waiting":
      return "It was not asked yet.";
  }
}

/** How values move is judged over several scrapes. */
function lookedAt(scrapes: number, spanMs: number): string {
  if (scrapes === 1) return "one answer; how values move shows after some minutes";
  return `${scrapes} answers over ${formatAge(spanMs)}`;
}

function FindingText({ finding }: { readonly finding: Finding }) {
  const { what, why, howToChange, example, weight } = finding;
  const { tone, word } = weights[weight];
  return (
    <article className={styles.finding}>
      <h3>
        <Badge tone={tone}>{word}</Badge>
        <span>{what}</span>
      </h3>
      <p className="fg2">{why}</p>
      <p className="fg1">{howToChange}</p>
      {example === null ? null : <pre className="mono">{example}</pre>}
    </article>
  );
}
