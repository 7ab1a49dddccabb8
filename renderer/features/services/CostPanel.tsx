import type { ReactNode } from "react";
import type { ServiceState } from "../../state/servicesStore.ts";
import { Panel } from "../../ui/Panel.tsx";
import { None } from "../../ui/Value.tsx";
import { moneyText } from "./moneyText.ts";
import styles from "./ServicePage.module.css";

/** What the GPUs of the service cost, and what that makes of a request and of tokens at the pace of now. */
export function CostPanel({ state }: { readonly state: ServiceState }) {
  const { cost, hosts } = state;
  if (cost.kind !== "known") {
    return (
      <Panel title="Cost">
        <p className={styles.note}>{cost.kind === "noGpus" ? noGpus : noPrice(cost.model)}</p>
      </Panel>
    );
  }
  const { currency, gpus, perHour, perRequest, perThousandTokens, perThousandGenerated } = cost;
  const money = (amount: number | null) => (amount === null ? <None /> : moneyText(amount, currency));
  const tellsTokens = state.signals.generationTokens !== undefined;
  return (
    <Panel
      title="Cost"
      controls={
        <span className="small fg3">
          {gpus} {gpus === 1 ? "GPU" : "GPUs"} on {hosts.length} {hosts.length === 1 ? "host" : "hosts"}, at the pace of
          now
        </span>
      }
    >
      <dl className={styles.cost}>
        <Amount name="An hour">{money(perHour)}</Amount>
        <Amount name="A request">{money(perRequest)}</Amount>
        {tellsTokens ? (
          <>
            <Amount name="1,000 tokens">{money(perThousandTokens)}</Amount>
            <Amount name="1,000 generated">{money(perThousandGenerated)}</Amount>
          </>
        ) : null}
      </dl>
    </Panel>
  );
}

const noGpus =
  "It occupies no GPU that is known. Where it does, say how many of each host with gpusPerHost of the service in midwatch.yaml.";

function noPrice(model: string | null): string {
  return model === null
    ? "The workspace has no prices. Add prices: { gpuHour: { H100: 2.49 } } to midwatch.yaml to see what a request costs."
    : `There is no price for ${model}. Add it under prices.gpuHour in midwatch.yaml.`;
}

function Amount({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
