import {
  Box,
  ChartLine,
  Clock4,
  Layers,
  LayoutDashboard,
  ListChecks,
  ScrollText,
  SearchCode,
  Server,
  Settings2,
  Siren,
  SquareTerminal,
  Target,
} from "lucide-react";
import { Fragment } from "react";
import { alertsStore, firingCounts } from "../../state/alertsStore.ts";
import { formatRoute, type Route, useRoute } from "../../state/navigation.ts";
import { terminalsStore, toggleTerminals } from "../../state/terminalsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/Icon.tsx";
import styles from "./Frame.module.css";

/** The screens there are. */
export const screens = [
  { label: "Watch", route: { page: "watch", query: "" }, icon: Clock4, keys: "g w" },
  { label: "Hosts", route: { page: "hosts" }, icon: Server, keys: "g h" },
  { label: "Services", route: { page: "services" }, icon: Box, keys: "g s" },
  { label: "Workloads", route: { page: "workloads", query: "" }, icon: Layers, keys: "g k" },
  { label: "Investigate", route: { page: "investigate", query: "" }, icon: SearchCode, keys: "g i" },
  { label: "Incidents", route: { page: "incidents" }, icon: Siren, keys: "g n" },
  { label: "Runbooks", route: { page: "runbooks" }, icon: ListChecks, keys: "g r" },
  { label: "Explore", route: { page: "explore", query: "" }, icon: ChartLine, keys: "g e" },
  { label: "Logs", route: { page: "logs", query: "" }, icon: ScrollText, keys: "g l" },
  { label: "Dashboards", route: { page: "dashboards" }, icon: LayoutDashboard, keys: "g d" },
  { label: "SLOs", route: { page: "slos", query: "" }, icon: Target, keys: "g o" },
  { label: "Settings", route: { page: "settings" }, icon: Settings2, keys: "g ," },
] as const satisfies readonly { label: string; route: Route; icon: typeof Server; keys: string }[];

const parents: Readonly<Partial<Record<Route["page"], Route["page"]>>> = {
  host: "hosts",
  routing: "watch",
  rules: "watch",
  timeline: "watch",
  service: "services",
  runbook: "runbooks",
  review: "runbooks",
  run: "runbooks",
  audit: "runbooks",
  incident: "incidents",
  dashboard: "dashboards",
};

/** The screen of the rail that a page belongs to. */
export function parentOf(page: Route["page"]): Route["page"] {
  return parents[page] ?? page;
}

export function Rail() {
  return (
    <nav className={styles.rail} aria-label="Screens">
      {screens.map((screen) => (
        <Fragment key={screen.label}>
          {screen.route.page === "settings" ? <Terminals /> : null}
          <ScreenLink screen={screen} />
        </Fragment>
      ))}
    </nav>
  );
}

function ScreenLink({ screen }: { readonly screen: (typeof screens)[number] }) {
  const route = useRoute();
  const counts = screen.route.page === "watch";
  const critical = alertsStore(({ alerts }) => (counts ? firingCounts(alerts).critical : 0));
  const current = parentOf(route.page) === screen.route.page;
  return (
    <a href={formatRoute(screen.route)} className={styles.railItem} aria-current={current ? "page" : undefined}>
      <Icon of={screen.icon} />
      <span>{screen.label}</span>
      {critical > 0 ? (
        <span className={styles.railCount}>
          {critical > 99 ? "99+" : critical}
          <span className="visuallyHidden"> critical</span>
        </span>
      ) : null}
    </a>
  );
}

/** No screen: a drawer below whichever there is. */
function Terminals() {
  const open = terminalsStore((state) => state.open);
  const viewer = useViewer();
  return (
    <button
      type="button"
      disabled={viewer !== null}
      className={cx(styles.railItem, styles.railBottom)}
      aria-expanded={open}
      onClick={toggleTerminals}
    >
      <Icon of={SquareTerminal} />
      <span>Terminal</span>
    </button>
  );
}
