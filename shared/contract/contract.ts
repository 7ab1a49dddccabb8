import { alertsArea } from "./areas/alerts.ts";
import { anomaliesArea } from "./areas/anomalies.ts";
import { appArea } from "./areas/app.ts";
import { auditArea } from "./areas/audit.ts";
import { dashboardsArea } from "./areas/dashboards.ts";
import { diagnosisArea } from "./areas/diagnosis.ts";
import { driftArea } from "./areas/drift.ts";
import { eventsArea } from "./areas/events.ts";
import { hostsArea } from "./areas/hosts.ts";
import { incidentsArea } from "./areas/incidents.ts";
import { kubernetesArea } from "./areas/kubernetes.ts";
import { logsArea } from "./areas/logs.ts";
import { notifyArea } from "./areas/notify.ts";
import { panelsArea } from "./areas/panels.ts";
import { recoveryArea } from "./areas/recovery.ts";
import { runbooksArea } from "./areas/runbooks.ts";
import { scrapeArea } from "./areas/scrape.ts";
import { secretsArea } from "./areas/secrets.ts";
import { serversArea } from "./areas/servers.ts";
import { servicesArea } from "./areas/services.ts";
import { setupArea } from "./areas/setup.ts";
import { slosArea } from "./areas/slos.ts";
import { sourcesArea } from "./areas/sources.ts";
import { terminalsArea } from "./areas/terminals.ts";

/** Everything the UI may ask of the privileged side. */
export const contract = {
  ...alertsArea,
  ...anomaliesArea,
  ...appArea,
  ...auditArea,
  ...dashboardsArea,
  ...diagnosisArea,
  ...driftArea,
  ...eventsArea,
  ...hostsArea,
  ...incidentsArea,
  ...kubernetesArea,
  ...logsArea,
  ...notifyArea,
  ...panelsArea,
  ...recoveryArea,
  ...runbooksArea,
  ...scrapeArea,
  ...secretsArea,
  ...serversArea,
  ...servicesArea,
  ...setupArea,
  ...slosArea,
  ...sourcesArea,
  ...terminalsArea,
};
export type Contract = typeof contract;
