import { Suspense, useEffect } from "react";
import { AlertActions } from "../features/alerts/AlertActions.tsx";
import { AlertsPanel } from "../features/alerts/AlertsPanel.tsx";
import { RecoveryPanel } from "../features/recovery/RecoveryPanel.tsx";
import { ServicesPanel } from "../features/services/ServicesPanel.tsx";
import { TimelinePanel } from "../features/timeline/TimelinePanel.tsx";
import { WatchPage } from "../features/watch/WatchPage.tsx";
import type { Route } from "../state/navigation.ts";
import { terminalsStore } from "../state/terminalsStore.ts";
import { LoadingSkeleton } from "../ui/states/LoadingSkeleton.tsx";
import { fetchLaterScreens } from "./fetchLaterScreens.ts";
import { Frame } from "./frame/Frame.tsx";
import { screenTitle } from "./frame/screenTitle.ts";
import { laterScreen } from "./laterScreen.tsx";
import { UnknownPage } from "./UnknownPage.tsx";

const FirstRun = laterScreen(async () => (await import("../features/firstRun/FirstRun.tsx")).FirstRun);
const HostsPage = laterScreen(async () => (await import("../features/hosts/HostsPage.tsx")).HostsPage);
const HostPage = laterScreen(async () => (await import("../features/hosts/HostPage.tsx")).HostPage);
const ServicesPage = laterScreen(async () => (await import("../features/services/ServicesPage.tsx")).ServicesPage);
const SettingsPage = laterScreen(async () => (await import("../features/settings/SettingsPage.tsx")).SettingsPage);
const ExplorePage = laterScreen(async () => (await import("../features/explore/ExplorePage.tsx")).ExplorePage);
const InvestigatePage = laterScreen(
  async () => (await import("../features/investigate/InvestigatePage.tsx")).InvestigatePage,
);
const EvidenceLines = laterScreen(async () => (await import("../features/logs/EvidenceLines.tsx")).EvidenceLines);
const LogsPage = laterScreen(async () => (await import("../features/logs/LogsPage.tsx")).LogsPage);
const RoutingPage = laterScreen(async () => (await import("../features/alerts/routing/RoutingPage.tsx")).RoutingPage);
const RulesPage = laterScreen(async () => (await import("../features/alerts/rules/RulesPage.tsx")).RulesPage);
const SlosPage = laterScreen(async () => (await import("../features/slos/SlosPage.tsx")).SlosPage);
const TimelinePage = laterScreen(async () => (await import("../features/timeline/TimelinePage.tsx")).TimelinePage);
const IncidentsPage = laterScreen(async () => (await import("../features/incidents/IncidentsPage.tsx")).IncidentsPage);
const IncidentPage = laterScreen(async () => (await import("../features/incidents/IncidentPage.tsx")).IncidentPage);
const RunbooksPage = laterScreen(async () => (await import("../features/runbooks/RunbooksPage.tsx")).RunbooksPage);
const RunbookPage = laterScreen(async () => (await import("../features/runbooks/RunbookPage.tsx")).RunbookPage);
const ReviewPage = laterScreen(async () => (await import("../features/runbooks/ReviewPage.tsx")).ReviewPage);
const RunPage = laterScreen(async () => (await import("../features/runbooks/RunPage.tsx")).RunPage);
const AuditPage = laterScreen(async () => (await import("../features/runbooks/AuditPage.tsx")).AuditPage);
const DashboardsPage = laterScreen(
  async () => (await import("../features/dashboards/DashboardsPage.tsx")).DashboardsPage,
);
const TerminalDrawer = laterScreen(
  async () => (await import("../features/terminal/TerminalDrawer.tsx")).TerminalDrawer,
);
const DashboardPage = laterScreen(async () => (await import("../features/dashboards/DashboardPage.tsx")).DashboardPage);

const WorkloadsPage = laterScreen(async () => (await import("../features/workloads/WorkloadsPage.tsx")).WorkloadsPage);
const ServicePage = laterScreen(async () => (await import("../features/services/ServicePage.tsx")).ServicePage);

/** Which screen an address shows; setting up takes the whole window. */
export function Screen({ route }: { readonly route: Route }) {
  useEffect(fetchLaterScreens, []);
  if (route.page === "setup") {
    return (
      <Suspense fallback={null}>
        <FirstRun />
      </Suspense>
    );
  }
  return (
    <Frame title={screenTitle(route)} drawer={<Terminals />}>
      <Suspense fallback={<LoadingSkeleton label="Loading the screen" />}>
        <Page route={route} />
      </Suspense>
    </Frame>
  );
}

/** Its code comes with the first terminal. */
function Terminals() {
  const isWanted = terminalsStore(({ open, tabs }) => open || tabs.length > 0);
  return isWanted ? (
    <Suspense fallback={null}>
      <TerminalDrawer />
    </Suspense>
  ) : null;
}

function Page({ route }: { readonly route: Exclude<Route, { readonly page: "setup" }> }) {
  switch (route.page) {
    case "watch":
      return (
        <WatchPage
          alerts={<AlertsPanel query={route.query} />}
          recovery={<RecoveryPanel />}
          services={<ServicesPanel />}
          timeline={<TimelinePanel />}
        />
      );
    case "hosts":
      return <HostsPage />;
    case "host":
      return <HostPage key={route.host} host={route.host} />;
    case "services":
      return <ServicesPage />;
    case "service":
      return <ServicePage key={route.name} name={route.name} />;
    case "workloads":
      return <WorkloadsPage query={route.query} />;
    case "incidents":
      return <IncidentsPage />;
    case "incident":
      return <IncidentPage key={route.id} id={route.id} query={route.query} />;
    case "runbooks":
      return <RunbooksPage />;
    case "runbook":
      return <RunbookPage key={route.id} id={route.id} />;
    case "review":
      return <ReviewPage key={route.id} id={route.id} query={route.query} />;
    case "run":
      return <RunPage key={route.id} id={route.id} />;
    case "audit":
      return <AuditPage query={route.query} />;
    case "dashboards":
      return <DashboardsPage />;
    case "dashboard":
      return <DashboardPage key={route.name} name={route.name} query={route.query} />;
    case "investigate":
      return (
        <InvestigatePage
          query={route.query}
          lines={(about) => <EvidenceLines {...about} />}
          actions={(alert) => <AlertActions alert={alert} />}
        />
      );
    case "explore":
      return <ExplorePage query={route.query} />;
    case "logs":
      return <LogsPage query={route.query} />;
    case "slos":
      return <SlosPage query={route.query} />;
    case "timeline":
      return <TimelinePage query={route.query} />;
    case "rules":
      return <RulesPage query={route.query} />;
    case "routing":
      return <RoutingPage query={route.query} />;
    case "settings":
      return <SettingsPage />;
    case "unknown":
      return <UnknownPage address={route.address} />;
  }
}
