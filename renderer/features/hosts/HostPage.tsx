import { ServerOff } from "lucide-react";
import { useMemo, useState } from "react";
import { FiringPanel } from "../../app/FiringPanel.tsx";
import { reportProblem } from "../../app/report.ts";
import { alertsStore } from "../../state/alertsStore.ts";
import { useClient } from "../../state/client.ts";
import { useHost, useHostsLoaded } from "../../state/hostsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { useNow } from "../../state/now.ts";
import { selectionStore } from "../../state/selection.ts";
import type { HostDetail, HostSummary } from "../../state/types.ts";
import { useAnomalies } from "../../state/useAnomalies.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import screen from "../../ui/screen.module.css";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { UnusualPanel } from "../../ui/UnusualPanel.tsx";
import { useLayoutWidth } from "../../ui/useMediaQuery.ts";
import { ConnectionPanel } from "./panel/ConnectionPanel.tsx";
import { firingOn, toldOnHost } from "./panel/firingOn.ts";
import { GpuTable } from "./panel/GpuTable.tsx";
import { gpuRows } from "./panel/gpuRows.ts";
import { HostCharts } from "./panel/HostCharts.tsx";
import { HostHeader } from "./panel/HostHeader.tsx";
import styles from "./panel/HostPanel.module.css";
import { KernelEventsPanel } from "./panel/KernelEventsPanel.tsx";
import { MetersPanel } from "./panel/MetersPanel.tsx";
import { ProcessesPanel } from "./panel/ProcessesPanel.tsx";
import { ReadingCostPanel } from "./panel/ReadingCostPanel.tsx";
import { ServicesPanel } from "./panel/ServicesPanel.tsx";
import { SubsystemBanner } from "./panel/SubsystemBanner.tsx";
import { ScrapePanel } from "./panel/scrape/ScrapePanel.tsx";
import { useHostDetail } from "./panel/useHostDetail.ts";
import { useHostKeys } from "./panel/useHostKeys.ts";

const noGpus: readonly number[] = [];

/** One host, live: its GPUs, eight charts, and what runs there. */
export function HostPage({ host }: { readonly host: string }) {
  const listed = useHost(host);
  const loaded = useHostsLoaded();
  const { detail } = useHostDetail(host);
  const summary = listed ?? detail?.summary;
  const shown = useMemo(() => (detail && summary ? { ...detail, summary } : null), [detail, summary]);
  if (summary) return <KnownHost key={host} summary={summary} detail={shown} />;
  if (!loaded) return <LoadingSkeleton label={`Loading ${host}`} rows={8} />;
  return (
    <EmptyState
      icon={ServerOff}
      title={`${host} is not in this workspace`}
      action={<Button onPress={() => navigate({ page: "hosts" })}>Show all hosts</Button>}
    >
      It was renamed or removed, or the address names another workspace's host.
    </EmptyState>
  );
}

function KnownHost({ summary, detail }: { readonly summary: HostSummary; readonly detail: HostDetail | null }) {
  const { call } = useClient();
  const nowMs = useNow();
  const host = summary.name;
  const [drawerOpen, setDrawerOpen] = useState(false);
  const rows = useMemo(() => (detail ? gpuRows(detail) : []), [detail]);
  const retry = () => {
    call("hosts.retry", { host }).catch(reportProblem(`${host} was not retried`));
  };
  const disconnect = () => {
    call("hosts.stop", { host }).catch(reportProblem(`${host} was not disconnected`));
  };
  const indexes = useMemo(() => (rows.length > 0 ? rows.map(({ gpu }) => gpu.index) : noGpus), [rows]);
  useHostKeys(summary, indexes, { onRetry: retry });
  const connection = (
    <ConnectionPanel
      summary={summary}
      history={detail?.history ?? []}
      nowMs={nowMs}
      onRetry={retry}
      onDisconnect={disconnect}
    />
  );
  const alerts = alertsStore((state) => state.alerts);
  const firing = useMemo(() => firingOn(host, alerts), [host, alerts]);
  const wrong = (
    <>
      <FiringPanel label={`Alerts of ${host}`} alerts={firing} about={toldOnHost} nowMs={nowMs} />
      <SubsystemBanner summary={summary} />
    </>
  );
  const neverRead = summary.lastSampleAtMs === null && summary.connection.kind !== "connected";

  return (
    <div className={screen.page}>
      <HostHeader
        summary={summary}
        detail={detail}
        nowMs={nowMs}
        onRetry={retry}
        onDisconnect={disconnect}
        onDrawer={() => setDrawerOpen(!drawerOpen)}
      />
      {neverRead ? (
        <div className={styles.alone}>
          {wrong}
          {connection}
        </div>
      ) : (
        <Content
          summary={summary}
          detail={detail}
          rows={rows}
          nowMs={nowMs}
          wrong={wrong}
          connection={connection}
          drawerOpen={drawerOpen}
        />
      )}
    </div>
  );
}

function Content({
  summary,
  detail,
  rows,
  nowMs,
  wrong,
  connection,
  drawerOpen,
}: {
  readonly summary: HostSummary;
  readonly detail: HostDetail | null;
  readonly rows: ReturnType<typeof gpuRows>;
  readonly nowMs: number;
  /** Comes and goes: beside the GPUs and the charts it does not move them, as long as there is a column. */
  readonly wrong: React.ReactNode;
  readonly connection: React.ReactNode;
  readonly drawerOpen: boolean;
}) {
  const anomalies = useAnomalies("host", summary.name);
  const narrow = useLayoutWidth() === "narrow";
  const selected = selectionStore(({ host, gpu }) => (host === summary.name ? gpu : null));
  return (
    <div className={styles.content}>
      <div className={styles.main}>
        {narrow ? wrong : null}
        {detail ? (
          <GpuTable detail={detail} rows={rows} selected={selected} nowMs={nowMs} />
        ) : (
          <LoadingSkeleton label="Loading GPUs" rows={8} />
        )}
        <HostCharts
          summary={summary}
          rows={rows}
          gpusAtMs={detail?.gpusAtMs ?? null}
          slowdownCelsius={detail?.gpuSlowdownCelsius ?? null}
          selected={selected}
          nowMs={nowMs}
        />
      </div>
      {narrow && !drawerOpen ? null : (
        <aside
          className={cx(styles.side, narrow && styles.drawer)}
          aria-label="Processes, services and the host"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold nothing to focus
          tabIndex={0}
        >
          {narrow ? null : wrong}
          {connection}
          {detail ? (
            <div className={cx(styles.readings, summary.stale && styles.stale)}>
              <ProcessesPanel detail={detail} />
              <ServicesPanel detail={detail} />
              <ScrapePanel host={summary.name} nowMs={nowMs} />
              <MetersPanel detail={detail} />
              <KernelEventsPanel detail={detail} />
              <UnusualPanel anomalies={anomalies} nowMs={nowMs} />
              <ReadingCostPanel detail={detail} />
            </div>
          ) : (
            <LoadingSkeleton label="Loading the host" rows={6} />
          )}
        </aside>
      )}
    </div>
  );
}
