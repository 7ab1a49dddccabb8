import { ScrollText } from "lucide-react";
import type { ReactNode } from "react";
import { formatValue } from "../../../shared/domain/format/units.ts";
import type { ServiceState } from "../../state/servicesStore.ts";
import { environmentKindOf, workspaceStore } from "../../state/workspaceStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";
import { formatNumber } from "../../ui/format.ts";
import screen from "../../ui/screen.module.css";
import { None } from "../../ui/Value.tsx";
import { BudgetLeft } from "./BudgetLeft.tsx";
import styles from "./ServicePage.module.css";
import { rateText, serviceStatus, troubleText } from "./serviceWords.ts";

/** Who the service is, how it is, and its figures of now. */
export function ServiceHeader({
  state,
  told,
  nowMs,
  onLogs,
}: {
  readonly state: ServiceState;
  /** The signals that it tells: others are not missed. */
  readonly told: ReadonlySet<string>;
  readonly nowMs: number;
  readonly onLogs: () => void;
}) {
  const { definition, kind, signals, targets } = state;
  const { status, word } = serviceStatus(state);
  const tone = status === "critical" || status === "warning" || status === "ok" ? status : "neutral";
  const trouble = troubleText(state, nowMs);
  const environmentKind = workspaceStore(({ workspace }) => environmentKindOf(workspace, definition.environment));
  const up = targets.filter((target) => target.state === "up").length;
  return (
    <header className={screen.header}>
      <h1 className="mono">{definition.name}</h1>
      {definition.environment && environmentKind ? (
        <EnvironmentTag kind={environmentKind} name={definition.environment} />
      ) : null}
      <Badge tone={tone} status={status}>
        {word}
      </Badge>
      <span className="fg2 clip">{trouble ?? kind ?? ""}</span>
      <dl className={styles.facts}>
        <Fact name="Ready">{targets.length === 0 ? null : `${up}/${targets.length}`}</Fact>
        <Fact name="Req/s">{signals.requests === undefined ? null : rateText(signals.requests)}</Fact>
        <Fact name="SLO left">
          <BudgetLeft service={definition.name} />
        </Fact>
        <Fact name="Errors">
          {signals.errorRatio === undefined ? null : `${formatNumber(signals.errorRatio * 100, 2)} %`}
        </Fact>
        <Fact name="p99">{signals.p99 === undefined ? null : formatValue(signals.p99, "seconds")}</Fact>
        {told.has("waiting") ? <Fact name="Queue">{whole(signals.waiting)}</Fact> : null}
        {told.has("generationTokens") ? <Fact name="Tokens/s">{whole(signals.generationTokens)}</Fact> : null}
      </dl>
      <Button icon={ScrollText} keys="L" onPress={onLogs}>
        Logs
      </Button>
    </header>
  );
}

function whole(value: number | undefined): string | null {
  return value === undefined ? null : formatNumber(Math.round(value));
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children ?? <None />}</dd>
    </div>
  );
}
