import { navigate } from "../../state/navigation.ts";
import { type NotifyView, notifyStore } from "../../state/notifyStore.ts";
import { hostNowMs } from "../../state/now.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { statusStore } from "../../state/statusStore.ts";
import { Button } from "../../ui/Button.tsx";
import { formatClock } from "../../ui/format.ts";
import { Tooltip } from "../../ui/Tooltip.tsx";
import styles from "./Frame.module.css";

/** Who is on call until when; nothing without a rota. A rota in which it is one's own turn goes before the others. */
export function OnCall() {
  const rotas = notifyStore(({ notify }) => notify?.rotas) ?? [];
  const own = statusStore(({ info }) => info?.caller.name.toLowerCase());
  const zone = settingsStore((state) => state.clock);
  const first = rotas.find(({ onCall }) => onCall?.person.toLowerCase() === own) ?? rotas[0];
  if (!first) return null;
  const nameOf = (person: string) => (person.toLowerCase() === own ? "you" : person);
  const textOf = ({ onCall }: NotifyView["rotas"][number]) =>
    onCall === null ? "nobody yet" : `${nameOf(onCall.person)} until ${untilText(onCall.untilMs, zone)}`;
  return (
    <Tooltip content={rotas.map((rota) => `${rota.name}: ${textOf(rota)}`).join("; ")}>
      <Button variant="ghost" className={styles.onCall ?? ""} onPress={() => navigate({ page: "settings" })}>
        <span className="clip">
          On call: {first.onCall === null ? <b>nobody yet</b> : <b>{nameOf(first.onCall.person)}</b>}
          {first.onCall === null ? null : <span className="fg3"> until {untilText(first.onCall.untilMs, zone)}</span>}
        </span>
      </Button>
    </Tooltip>
  );
}

/** `07:00`, with its day where it is more than a day away. */
function untilText(untilMs: number, zone: "utc" | "local"): string {
  const time = formatClock(untilMs, zone).slice(0, 5);
  if (untilMs - hostNowMs() < 24 * 3_600_000) return time;
  const day = new Intl.DateTimeFormat("en-GB", {
    ...({ weekday: "short", day: "numeric", month: "short" } as const),
    ...(zone === "utc" ? { timeZone: "UTC" } : {}),
  }).format(untilMs);
  return `${day} ${time}`;
}
