import { BellOff, ExternalLink, Lock, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "../../renderer/ui/Badge.tsx";
import { Button } from "../../renderer/ui/Button.tsx";
import { Panel } from "../../renderer/ui/Panel.tsx";
import { Disconnected } from "../../renderer/ui/states/Disconnected.tsx";
import { EmptyState } from "../../renderer/ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../renderer/ui/states/LoadingSkeleton.tsx";
import { NoData } from "../../renderer/ui/states/NoData.tsx";
import { ParseError } from "../../renderer/ui/states/ParseError.tsx";
import { PartialFailure } from "../../renderer/ui/states/PartialFailure.tsx";
import { PermissionDenied } from "../../renderer/ui/states/PermissionDenied.tsx";
import { SourceDown } from "../../renderer/ui/states/SourceDown.tsx";
import { galleryNowMs } from "./fleet.ts";
import styles from "./gallery.module.css";
import { StaleChart } from "./StateCharts.tsx";

const ignore = () => undefined;
const query = "sum by (pod) (rate(vllm_request_success_total[5m])";

export function StatesPage() {
  return (
    <main className={styles.page}>
      <header className={styles.title}>
        <h1>States</h1>
        <span className="fg2">Every panel implements these nine. Layout never shifts between them.</span>
      </header>
      <div className={styles.states}>
        <State name="Loading" rule="skeleton after 150 ms, never a spinner over data">
          <Panel title="Services" controls={<span className="fg3 small">Reading hosts, 1.2 s</span>}>
            <LoadingSkeleton label="Loading services" at={0} />
          </Panel>
        </State>
        <State name="Empty" rule="say why, then the next action">
          <Panel
            title="Silences"
            controls={
              <Button size="sm" icon={Plus}>
                New silence
              </Button>
            }
          >
            <EmptyState icon={BellOff} title="No active silences" action={<Button>Show expired</Button>}>
              Nothing is muted for llm-fleet-eu. The last one ended 3 h ago.
            </EmptyState>
          </Panel>
        </State>
        <State name="No data" rule="different from zero: the metric is absent">
          <Panel title="Time to first token" controls={<Badge>No data</Badge>}>
            <NoData
              title="No series match"
              metric="vllm_ttft_seconds"
              lastSeen="26 Oct"
              action={<Button size="sm">Find similar metrics</Button>}
            />
          </Panel>
        </State>
        <State name="Stale" rule="keep the last values, dim them, show age">
          <StaleChart />
        </State>
        <State name="Disconnected, reconnecting" rule="back-off visible, last values kept, manual retry">
          <Panel
            title={<span className="mono">gpu-d04</span>}
            controls={
              <Badge tone="critical" status="critical">
                Unreachable 6m
              </Badge>
            }
          >
            <Disconnected
              attempt={7}
              nextInMs={12_000}
              waitMs={30_000}
              history={[
                { atMs: galleryNowMs - 24_000, text: "ssh: connect to 10.40.4.14 port 22: timed out" },
                { atMs: galleryNowMs - 56_000, text: "ssh: connect to 10.40.4.14 port 22: timed out" },
                { atMs: galleryNowMs - 391_000, text: "last sample, 8 of 8 GPUs, 61 % util" },
              ]}
              onRetry={ignore}
              onStop={ignore}
              retryKey="R"
            />
          </Panel>
        </State>
        <State name="Permission denied" rule="name the missing right and who grants it">
          <Panel title="Kernel log" controls={<Badge icon={Lock}>Locked</Badge>}>
            <PermissionDenied title="ops may not read the kernel log" actions={<Button>Copy command</Button>}>
              Needs group <code>adm</code> or <code>systemd-journal</code> on gpu-a09. XIDs are not seen until then.
            </PermissionDenied>
          </Panel>
        </State>
        <State name="Partial failure" rule="show what arrived, count what did not">
          <Panel
            title="Restart node-exporter"
            controls={
              <Badge tone="warning" status="warning">
                61 of 64
              </Badge>
            }
          >
            <PartialFailure
              summary="3 hosts failed, 61 are done. Nothing was rolled back."
              failures={[
                { name: "gpu-d04", text: "timed out after 10 s", action: <Button variant="link">Output</Button> },
                {
                  name: "gpu-b13",
                  text: "sudo: a password is required",
                  action: <Button variant="link">Output</Button>,
                },
                { name: "gpu-c02", text: "unit is masked", action: <Button variant="link">Output</Button> },
              ]}
              rest={{ name: "61 hosts", text: "median 0.8 s, slowest 2.1 s" }}
              onRetry={ignore}
            />
          </Panel>
        </State>
        <State name="Parse error" rule="point at the character, keep the last good chart">
          <Panel
            title="Query A"
            controls={
              <Badge tone="critical" status="critical">
                Parse error
              </Badge>
            }
          >
            <ParseError
              source={query}
              start={query.length}
              end={query.length}
              message={'expected ")" to close "sum by (pod) ("'}
              actions={
                <>
                  <Button size="sm" variant="primary" keys="Tab">
                    Insert )
                  </Button>
                  <Button size="sm" variant="ghost" icon={ExternalLink}>
                    Docs
                  </Button>
                </>
              }
              note="chart shows the run from 02:12"
            />
          </Panel>
        </State>
        <State name="Offline or source down" rule="one banner, not one error per panel">
          <Panel
            title="Loki"
            controls={
              <Badge tone="critical" status="critical">
                503
              </Badge>
            }
          >
            <SourceDown onRetry={ignore}>
              Loki does not answer, 503 since 02:11. Logs below are from the local cache. Metrics are not affected.
            </SourceDown>
          </Panel>
        </State>
      </div>
    </main>
  );
}

function State({
  name,
  rule,
  children,
}: {
  readonly name: string;
  readonly rule: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.state}>
      <p>
        <b className="fg0">{name}</b> <span className="fg3 small">{rule}</span>
      </p>
      {children}
    </div>
  );
}
